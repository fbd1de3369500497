"""What is to be done about people: follow-ups and to-dos with an owner and a time, and calls.

Due means due where the owner is: a task for a day is due on that day of the owner's own zone.
"""
