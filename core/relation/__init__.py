"""How people stand to the company, as their sources say it: concurrent, dated, with all history.

A relationship is what one source states of one person; a newer statement takes the place of an
older one, which stays on record. The lifecycle (prospect → applicant → employee → alumnus, and
back) is never stored: it is derived from the relationships, so no order of arrival changes it.
"""
