"""Merging what nobody needs to be asked about; done only where an operator says so."""

from typing import TYPE_CHECKING

from core.actor import SYSTEM
from core.identity import repository, service
from core.identity.types import Asked, Band, Pair, PairState, Run
from core.profile import repository as profile
from core.subject import merging
from core.subject.types import Evidence, MergeRefused

if TYPE_CHECKING:
    from serving.wiring import Parts

REASON = "found to be one person by the comparison of everybody"
AT_ONCE = 200


def merge_proposed(parts: "Parts", run: Run) -> int:
    """Merge the open pairs that were proposed to be merged; return how many were.

    One transaction a pair. A pair of two teams, and one whose merge somebody undid, is left for a
    person. Of a chain of three the second pair waits for the next run, which knows the merged one.
    """
    asked, after, done = Asked(PairState.OPEN, Band.MERGE), None, 0
    while True:
        with parts.db.read() as session:
            found = repository.page(session, SYSTEM, asked, after=after, limit=AT_ONCE)
        for pair in found:
            done += _merged(parts, run, pair)
        if len(found) < AT_ONCE:
            return done
        after = (found[-1].usefulness, found[-1].id)


def _merged(parts: "Parts", run: Run, pair: Pair) -> bool:
    both = (pair.talent_id, pair.other_id)
    now = parts.clock.now()
    try:
        with parts.db.write() as session:
            people = profile.get_many(session, SYSTEM, both)
            teams = {people[one].team_id for one in both if one in people}
            if len(people) < 2 or len(teams) > 1:
                return False
            service.decide(session, SYSTEM, pair.id, PairState.SAME, now=now)
            evidence = Evidence(REASON, pair.probability, run.id)
            merging.merge(session, SYSTEM, both[0], [both[1]], evidence, now=now)
    except MergeRefused:
        return False
    return True
