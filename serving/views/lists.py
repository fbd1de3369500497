"""Ranked lists and stored shortlists as plain dicts, out of people that were just read again."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.pool.types import Match, Requirement, WhyNot
from core.profile.types import Talent
from core.requisition.types import Decision, Job, Shortlist, ShortlistSummary
from serving import messages
from serving.matching import Found, JobMatch
from serving.views import evidence, matches, people
from serving.views.naming import Naming

Dict = dict[str, Any]


class Lists:
    """Shows lists in the words of one lexicon, as of one moment."""

    def __init__(self, names: Naming) -> None:
        self.names = names

    def found(self, found: Found, *, where: str, top: int) -> Dict:
        """Return the answer to a search."""
        answer = found.answer
        return {
            "rows": [
                matches.match(one, found.people[one.talent_id], self.names, rank=one.rank)
                for one in answer.matches
            ],
            "list": "best",
            "where": where,
            "top": top,
            "model_version": answer.model_version,
            "considered": found.considered,
            "retrieved": answer.retrieved,
            "notices": matches.notices(answer.notices),
            "timings_ms": dict(answer.timings_ms),
        }

    def shortlist(
        self,
        stored: Shortlist,
        talents: Mapping[str, Talent],
        decisions: Mapping[str, Decision],
        account_names: Mapping[str, str],
        *,
        job: Job,
    ) -> Dict:
        """Return a stored shortlist; whoever is not among ``talents`` is not on it."""
        shown = visible_rows(stored, talents)
        rows = [
            matches.match(
                row,
                talents[row.talent_id],
                self.names,
                rank=rank,
                decision=_decision(decisions.get(row.talent_id), account_names),
            )
            for rank, row in enumerate(shown, start=1)
        ]
        return {
            **summary_fields(stored, job.title),
            "rows": rows,
            "considered": stored.considered,
            "retrieved": stored.retrieved,
            "notices": matches.notices(stored.notices),
            "timings_ms": dict(stored.timings_ms),
            "requirements": [matches.requirement(need) for need in stored.position.requirements],
        }

    def compared(self, stored: Shortlist, rows: list[Match], talents: Mapping[str, Talent]) -> Dict:
        """Return people over the same requirements."""
        whom = [(row, talents[row.talent_id]) for row in rows]
        return {
            "shortlist_id": stored.id,
            "people": [
                matches.match(row, talent, self.names, rank=row.rank) for row, talent in whom
            ],
            "rows": [_compared(need, whom) for need in stored.position.requirements],
        }

    def why_not(self, why: WhyNot, talent: Talent, shown: Sequence[Match], *, full: bool) -> Dict:
        """Return why a person is not among those ``shown``.

        The gap is to the last person shown to this reader; the place among all who were scored is
        told only to one from whom nobody is hidden (``full``).
        """
        stage = "since" if why.stage == "listed" and not _among(why, shown) else why.stage
        rank = _place(why, shown) if stage == "listed" else why.rank if full else None
        gap = None
        if why.score is not None and shown:
            gap = max(0.0, shown[-1].score - why.score)
        match = why.match
        return {
            "talent": people.card(talent, self.names),
            "stage": stage,
            "text": messages.why_not(stage, rank=rank, gap=gap, clauses=why.failed_clauses),
            "rank": rank,
            "score": why.score,
            "gap": gap,
            "failed_clauses": list(why.failed_clauses),
            "reasons": [matches.reason(one, talent.facts, self.names) for one in match.reasons]
            if match
            else [],
            "missing": [matches.requirement(need) for need in match.missing] if match else [],
            "changes": [matches.reason(one, None, self.names) for one in match.changes]
            if match
            else [],
        }

    def jobs(self, found: Sequence[JobMatch], talent: Talent) -> list[Dict]:
        """Return open jobs for a person."""
        return [
            {
                "job_id": one.job.id,
                "title": one.job.title,
                "score": one.match.score,
                "reasons": [
                    matches.reason(said, talent.facts, self.names) for said in one.match.reasons
                ],
                "missing": [matches.requirement(need) for need in one.match.missing],
            }
            for one in found
        ]


def _among(why: WhyNot, shown: Sequence[Match]) -> bool:
    return any(row.talent_id == why.talent_id for row in shown)


def _place(why: WhyNot, shown: Sequence[Match]) -> int:
    return next(at for at, row in enumerate(shown, 1) if row.talent_id == why.talent_id)


def visible_rows(stored: Shortlist, talents: Mapping[str, Talent]) -> list[Match]:
    """Return the rows of the people who were found again, in the stored order."""
    return [row for row in stored.rows if row.talent_id in talents]


def summary_fields(stored: Shortlist | ShortlistSummary, job_title: str) -> Dict:
    """Return what a shortlist says of itself wherever it is shown."""
    return {
        "id": stored.id,
        "job_id": stored.job_id,
        "job_title": job_title,
        "jd_version": stored.jd_version,
        "list": stored.kind,
        "where": stored.where,
        "top": stored.top,
        "model_version": stored.model_version,
        "created_at": stored.created_at,
        "created_by": stored.created_by,
    }


def summary(stored: ShortlistSummary) -> Dict:
    """Return a shortlist in a list."""
    return {
        **summary_fields(stored, stored.job_title),
        "people": stored.people,
        "decided": stored.decided,
        "accepted": stored.accepted,
    }


def _decision(made: Decision | None, account_names: Mapping[str, str]) -> Dict | None:
    return None if made is None else matches.decision(made, account_names)


def _compared(need: Requirement, whom: list[tuple[Match, Talent]]) -> Dict:
    return {
        "requirement": matches.requirement(need),
        "met": [_met(need, match, talent) for match, talent in whom],
        "evidence": [
            evidence.shown(evidence.of_requirement(need, talent.facts), talent.facts)
            for _, talent in whom
        ],
    }


def _met(need: Requirement, match: Match, talent: Talent) -> bool | None:
    """Say what the score said of a must-have; of a wish, what the facts say."""
    if any((gap.kind, gap.key) == (need.kind, need.key) for gap in match.missing):
        return False
    return True if need.must else evidence.met(need, talent.facts)
