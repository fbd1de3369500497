"""What the profile slice asks of others."""

from typing import Protocol


class Condition(Protocol):
    """One comparison of a filter, as the rule language of the pools writes it.

    ``field`` is city, region, years, skill, education or language; ``op`` one of ``=`` ``!=`` ``<``
    ``<=`` ``>`` ``>=`` ``in``. Values are canonical names; a skill may be a lexicon id or a name.
    """

    @property
    def field(self) -> str:
        """Return the field compared."""
        ...

    @property
    def op(self) -> str:
        """Return the operator."""
        ...

    @property
    def values(self) -> tuple[str | float, ...]:
        """Return one value, or several for ``in``."""
        ...


class AttachmentStore(Protocol):
    """Keeps files under names of its own choosing."""

    def put(self, content: bytes) -> str:
        """Store ``content`` durably and return its name."""
        ...

    def read(self, stored_as: str) -> bytes:
        """Return the content, or raise `NotFound`."""
        ...

    def remove(self, stored_as: str) -> None:
        """Delete the content; a missing one is fine."""
        ...
