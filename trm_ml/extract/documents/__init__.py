"""Files into plain text: PDF, DOCX, HTML and text, read in a process that may do nothing else.

`DocumentReader` is the door. What a person cannot see on the page (white, tiny, off the page,
hidden by the format, split by zero-width signs) is left out of the text and named in ``flags``; a
flag is shown to a person and refuses nobody.
"""

from trm_ml.extract.documents.reader import DocumentReader, read_document
from trm_ml.extract.documents.types import Document, Flag, Kind
from trm_ml.extract.documents.why import UnusableFile, Why

__all__ = ["Document", "DocumentReader", "Flag", "Kind", "UnusableFile", "Why", "read_document"]
