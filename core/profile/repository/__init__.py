"""All SQL of the profile slice: functions, session first, rows in and values out."""

from core.profile.repository.people import (
    count,
    count_seen,
    facts_changed_since,
    get,
    get_many,
    iter_facts,
    possible_duplicates,
)
from core.profile.repository.records import source_text, sources_of
from core.profile.repository.search import first, hides_somebody, page
from core.profile.repository.timeline import (
    attachment,
    attachments_of,
    interactions_of,
)
from core.profile.repository.vectors import missing_vectors, save_vectors, vectors_of

__all__ = [
    "attachment",
    "attachments_of",
    "count",
    "count_seen",
    "facts_changed_since",
    "first",
    "get",
    "get_many",
    "hides_somebody",
    "interactions_of",
    "iter_facts",
    "missing_vectors",
    "page",
    "possible_duplicates",
    "save_vectors",
    "source_text",
    "sources_of",
    "vectors_of",
]
