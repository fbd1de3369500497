"""Every error the domain raises on purpose.

TalentError
├── NotFound        the thing named does not exist, or is not the caller's to see
├── Conflict        it exists already, or changed underneath us
│   └── Stale       it was changed since the caller read it
├── Refused         a rule says no (carries the rule's reasons)
│   ├── Forbidden   the caller may not do this
│   └── Unusable    what came in cannot be used; it is kept, and says what is wrong with it
├── Unauthenticated nobody is signed in
└── Unavailable     something we lean on is down or missing; try again
"""


class TalentError(Exception):
    """Root of all deliberate errors; ``code`` is stable and public, ``context`` is for programs."""

    code: str = "error"

    def __init__(self, detail: str, **context: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.context = context


class NotFound(TalentError):
    """The thing named does not exist, or is not the caller's to see."""

    code = "not-found"


class Conflict(TalentError):
    """It exists already, or changed underneath us."""

    code = "conflict"


class Stale(Conflict):
    """It was changed since the caller read it: read it again, and repeat the change."""

    code = "stale"


class Refused(TalentError):
    """A rule says no."""

    code = "refused"


class Forbidden(Refused):
    """The caller is known, and may not do this."""

    code = "forbidden"


class Unusable(Refused):
    """What came in cannot be used; it is kept, and ``detail`` says what is wrong with it."""

    code = "unusable"


class Unauthenticated(TalentError):
    """Nobody is signed in."""

    code = "unauthenticated"


class Unavailable(TalentError):
    """Something we lean on is down or missing; the caller may try again."""

    code = "unavailable"
