"""Who asks: a value that every verb is handed, so that rules and the audit log can name them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an account is trusted with; the permissions of each stand in `PERMISSIONS`."""

    ADMIN = "admin"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    DATA_SCIENTIST = "data_scientist"
    VIEWER = "viewer"


class Permission(StrEnum):
    """One thing that may be allowed; also the scope names of API tokens."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    PEOPLE_ERASE = "people:erase"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    SHORTLIST_READ = "shortlists:read"
    SHORTLIST_WRITE = "shortlists:write"
    REVIEW_WRITE = "reviews:write"
    IMPORT_WRITE = "imports:write"
    MODELS_READ = "models:read"
    MODELS_WRITE = "models:write"
    ACCESS_READ = "access:read"
    ACCESS_WRITE = "access:write"
    AUDIT_READ = "audit:read"
    WORKSPACE_WRITE = "workspace:write"


_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.RECRUITER: frozenset(
        {
            _P.PEOPLE_READ,
            _P.PEOPLE_WRITE,
            _P.JOBS_READ,
            _P.JOBS_WRITE,
            _P.SHORTLIST_READ,
            _P.SHORTLIST_WRITE,
            _P.REVIEW_WRITE,
            _P.IMPORT_WRITE,
            _P.MODELS_READ,
        }
    ),
    Role.HIRING_MANAGER: frozenset({_P.JOBS_READ, _P.SHORTLIST_READ, _P.REVIEW_WRITE}),
    Role.DATA_SCIENTIST: frozenset(
        {
            _P.PEOPLE_READ,
            _P.JOBS_READ,
            _P.SHORTLIST_READ,
            _P.MODELS_READ,
            _P.MODELS_WRITE,
        }
    ),
    Role.VIEWER: frozenset({_P.PEOPLE_READ, _P.JOBS_READ, _P.SHORTLIST_READ}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something.

    ``scopes`` narrows a token to less than its owner may do; ``None`` means no narrowing. An actor
    who is an admin sees every team; everybody else sees ``team_ids`` and what belongs to no team.
    Who is ``blind`` sees people without name, contact data and school.
    """

    account_id: str
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    team_ids: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[Permission] | None = None
    blind: bool = False

    def may(self, permission: Permission) -> bool:
        """Tell whether the roles grant ``permission`` and the scopes do not take it away."""
        if self.scopes is not None and permission not in self.scopes:
            return False
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def sees_team(self, team_id: str | None) -> bool:
        """Tell whether an object of ``team_id`` (``None``: of the whole company) is visible."""
        return team_id is None or Role.ADMIN in self.roles or team_id in self.team_ids


SYSTEM = Actor("system", "system", frozenset({Role.ADMIN}))
# whoever sends a public form: may ask for nothing, and what they add is linked across teams, unseen
VISITOR = Actor("visitor", "visitor", frozenset({Role.ADMIN}), scopes=frozenset())
