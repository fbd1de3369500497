"""A matcher small enough to check by head: fit is the share of the asked skills that one has."""

from core.db import Database
from core.pool.rules import Clause, Rule
from core.pool.types import Match, MatchList, Position, Reason, RequirementKind, WhyNot
from core.profile import repository as profile
from core.profile.types import Talent

FEATURES = ("held", "asked")


class SkillCounter:
    """Ranks everybody in the database, whatever team they are of: it knows nothing of rights."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.forgotten: set[str] = set()

    def match(self, position: Position, *, where: Rule | None, limit: int) -> MatchList:
        """Return the best, ties by id."""
        ranked = self._ranked(position, where)
        return MatchList(
            tuple(ranked[:limit]),
            "counter-1",
            FEATURES,
            len(ranked),
            len(ranked),
            (),
            {"rank": 0.5},
        )

    def why_not(
        self, position: Position, talent_id: str, *, where: Rule | None, limit: int
    ) -> WhyNot:
        """Say at which stage a person was dropped."""
        ranked = self._ranked(position, where)
        found = next((one for one in ranked if one.talent_id == talent_id), None)
        if found is None:
            everybody = {talent.id: talent for talent in self._people()}
            if talent_id not in everybody:
                return WhyNot(talent_id, "not-indexed", None, None, None)
            failed = tuple(
                str(clause)
                for clause in (where.clauses if where else ())
                if not _holds(clause, everybody[talent_id])
            )
            return WhyNot(talent_id, "filtered", None, None, None, None, failed)
        if found.rank <= limit:
            return WhyNot(talent_id, "listed", found.rank, found.score, 0.0, found)
        gap = ranked[limit - 1].score - found.score
        return WhyNot(talent_id, "below-the-cut", found.rank, found.score, gap, found)

    def score(self, position: Position, talent_ids: list[str]) -> list[Match]:
        """Score people in the order given."""
        by_id = {one.talent_id: one for one in self._ranked(position, None)}
        return [by_id[talent_id] for talent_id in talent_ids if talent_id in by_id]

    def _people(self) -> list[Talent]:
        with self._db.read() as session:
            return [
                talent
                for talent in profile.iter_facts(session, limit=10_000)
                if talent.id not in self.forgotten
            ]

    def _ranked(self, position: Position, where: Rule | None) -> list[Match]:
        fits = [
            _match(position, talent)
            for talent in self._people()
            if where is None or all(_holds(clause, talent) for clause in where.clauses)
        ]
        fits.sort(key=lambda match: (-match.score, match.talent_id))
        return [
            Match(
                one.talent_id,
                one.score,
                one.raw,
                rank,
                one.reasons,
                one.missing,
                one.changes,
                one.features,
                one.contributions,
            )
            for rank, one in enumerate(fits, start=1)
        ]


def _match(position: Position, talent: Talent) -> Match:
    asked = position.of_kind(RequirementKind.SKILL)
    has = {skill.skill_id for skill in talent.facts.skills}
    held = [need for need in asked if need.key in has]
    missing = tuple(need for need in asked if need.must and need.key not in has)
    score = len(held) / len(asked) if asked else 0.0
    reasons = []
    if held:
        names = ", ".join(need.label for need in held)
        values = {"held": len(held), "asked": len(asked), "names": names}
        keys = tuple(need.key for need in held)
        reasons.append(Reason("skills-some", "skills", score, values, keys))
    if missing:
        names = ", ".join(need.label for need in missing)
        values = {"absent": len(missing), "asked": len(asked), "names": names}
        reasons.append(Reason("skills-short", "skills", -0.1, values))
    return Match(
        talent.id,
        score,
        score / 3,
        0,
        tuple(reasons),
        missing,
        (),
        (float(len(held)), float(len(asked))),
        (score / 3, 0.0, 0.0),
    )


def _holds(clause: Clause, talent: Talent) -> bool:
    if clause.field == "city":
        return talent.facts.place.city in clause.values
    if clause.field == "years":
        years = talent.facts.years
        return clause.op == ">=" and years is not None and years >= float(clause.values[0])
    raise NotImplementedError(clause.field)
