"""Addresses that stand with several people of one list: a front desk, a teacher, an agent.

People are linked by address, so one that many share would make one person of them all.
"""

from collections.abc import Iterable, Mapping

from core.profile import rules
from core.profile.types import Channel
from serving.intake.people import by_field, contacts_of, first
from serving.intake.rows import Row

# how many names one address may stand with; of two employee numbers each is a person of its own
_NAMES_ALLOWED = {Channel.HR: 1}
_USUALLY_ALLOWED = 2


def shared_contacts(
    rows: Iterable[Row], mapping: Mapping[str, str], channel: Channel
) -> frozenset[str]:
    """Return the addresses, in their normal form, that stand with too many different names."""
    allowed = _NAMES_ALLOWED.get(channel, _USUALLY_ALLOWED)
    names: dict[str, set[str]] = {}
    for row in rows:
        if row.reason is not None:
            continue
        name = rules.fold(first(by_field(row.cells, mapping), "name"))
        for contact in contacts_of(row.cells, mapping):
            seen = names.setdefault(contact, set())
            if len(seen) <= allowed:
                seen.add(name)
    return frozenset(contact for contact, seen in names.items() if len(seen) > allowed)
