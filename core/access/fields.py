"""Who sees which field of a person: one table, read wherever anything of a person goes out.

A field need not be a column. Salary, health or an ID number stand in a summary, a note, a CV; the
passage is hidden there (`serving.veil`), whatever the way out.
"""

from collections.abc import Mapping
from enum import StrEnum

from core.actor import Actor, Permission, Role
from core.errors import Forbidden


class Field(StrEnum):
    """What of a person not everybody sees."""

    CONTACT = "contact"
    SALARY = "salary"
    ID_NUMBER = "id_number"
    HEALTH = "health"
    PERSONAL = "personal"  # birth date, age, gender, origin, family, faith, politics
    COMMENT = "comment"  # what an interviewer said, and why somebody was rejected


class FieldHidden(Forbidden):
    """A search or a file that would tell what the caller may not see."""

    code = "field-hidden"


_KEEPERS = frozenset({Role.ADMIN, Role.RECRUITER})
#: field → the roles that see it, and the scope a token needs for it
SEEN_BY: Mapping[Field, tuple[frozenset[Role], Permission]] = {
    Field.CONTACT: (_KEEPERS, Permission.PEOPLE_WRITE),
    Field.SALARY: (_KEEPERS, Permission.PEOPLE_WRITE),
    Field.ID_NUMBER: (frozenset({Role.ADMIN}), Permission.PEOPLE_WRITE),
    Field.HEALTH: (frozenset({Role.ADMIN}), Permission.PEOPLE_WRITE),
    Field.PERSONAL: (frozenset({Role.ADMIN}), Permission.PEOPLE_WRITE),
    Field.COMMENT: (_KEEPERS | {Role.HIRING_MANAGER}, Permission.REVIEW_WRITE),
}


def hidden(actor: Actor) -> frozenset[Field]:
    """Return the fields that an actor does not see: by role, and by the scopes of a token.

    Example:
        >>> sorted(hidden(Actor("a", "a", frozenset({Role.RECRUITER}))))
        [<Field.HEALTH: 'health'>, <Field.ID_NUMBER: 'id_number'>, <Field.PERSONAL: 'personal'>]
    """
    return frozenset(field for field in Field if not _sees(actor, field))


def _sees(actor: Actor, field: Field) -> bool:
    roles, scope = SEEN_BY[field]
    return bool(roles & actor.roles) and actor.may(scope)
