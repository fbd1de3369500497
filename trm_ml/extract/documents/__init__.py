"""Files into plain text: PDF, DOCX, HTML and text, read in a process that may do nothing else.

`DocumentReader` is the door. What a person cannot see on the page (white, tiny, off the page,
hidden by the format, split by zero-width signs) is left out of the text and named in ``flags``; a
flag is shown to a person and refuses nobody.
"""
