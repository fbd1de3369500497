"""All SQL of the consent slice: functions, session first, rows in and values out."""
