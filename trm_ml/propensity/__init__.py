"""Who would answer, and who would answer because they were asked: learned from any plain table.

Columns are typed, what must not be used is left out and said, models are chosen and calibrated
by cross-validation that respects time and groups, and every figure carries its interval.
"""
