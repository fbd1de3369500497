"""Metrics with their sources, intervals, and the harness that measures file tasks."""
