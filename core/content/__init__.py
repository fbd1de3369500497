"""Public forms: what a page asks strangers, for whom, and under which words of consent.

A form may add to what is known of a person; it never shows, changes or confirms anything.
"""
