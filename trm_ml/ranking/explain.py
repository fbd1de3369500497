"""Why a person stands where they do: contributions told as reasons, and what is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.pool.types import Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel
from trm_ml.features import grams
from trm_ml.features.comparison import Comparison
from trm_ml.features.spec import GROUPS, Feature
from trm_ml.ranking.naming import Naming
from trm_ml.ranking.reasons import education_names, level_names

ADDITIVE_WITHIN = 1e-9
TELLING = 0.01  # a smaller share of the raw score is not worth a sentence
NAMED = 4
COVERED = 0.6  # share of a certificate's words from which it counts as held

Values = dict[str, str | float | int]


class NotAdditive(ArithmeticError):
    """The contributions do not add up to the score: the explanation would be untrue."""


def check_additive(raw: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]) -> None:
    """Make sure that each row of contributions adds up to its raw score.

    Raises:
        NotAdditive: it does not, within 1e-9; nothing may be shown then.
    """
    gap = float(np.abs(shares.sum(axis=1) - raw).max(initial=0.0))
    if gap > ADDITIVE_WITHIN:
        raise NotAdditive(f"contributions miss the score by {gap:.3g}")


@dataclass(frozen=True, slots=True)
class Told:
    """A reason before its contribution is known to it."""

    code: str
    values: Values
    proof: tuple[str, ...] = ()


class Explainer:
    """Tells contributions as reasons; knows the lexicon's names."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._tellers: Mapping[str, Callable[[Comparison, int, bool], Told]] = {
            "skills": self._skills,
            "role": self._role,
            "experience": _experience,
            "seniority": _seniority,
            "education": _education,
            "credentials": _credentials,
            "place": _place,
        }

    def reasons(
        self,
        pair: Comparison,
        index: int,
        *,
        features: Sequence[Feature],
        shares: npt.NDArray[np.float64],
    ) -> tuple[Reason, ...]:
        """Return at most seven reasons, the weightiest first.

        Args:
            pair: the job and the people shown.
            index: which of them.
            features: the ranker's columns.
            shares: their contributions, float64 of shape (features + 1,).
        """
        totals = dict.fromkeys(GROUPS, 0.0)
        for feature, share in zip(features, shares[:-1], strict=True):
            totals[feature.group] += float(share)
        told: list[Reason] = []
        for group, total in totals.items():
            if abs(total) < TELLING:
                continue
            said = self._tellers[group](pair, index, total > 0)
            told.append(Reason(said.code, group, total, said.values, said.proof))
        return tuple(sorted(told, key=lambda reason: -abs(reason.contribution)))

    def _skills(self, pair: Comparison, index: int, good: bool) -> Told:
        needs, held = pair.needs, pair.exact[:, index] > 0
        if not good:
            return self._skills_lacking(pair, index)
        required = needs.must & held
        if required.any():
            asked = int(needs.must.sum())
            code = "skills-all" if required.sum() == asked else "skills-some"
            values: Values = {"held": int(required.sum()), "asked": asked}
            return self._named(code, values, needs.requirements, required, proof=True)
        if held.any():
            return self._named("skills-nice", {}, needs.requirements, held, proof=True)
        own = pair.people.skills.row(index)
        if len(own) and len(needs.rows):
            best = needs.nearness(own)
            rows = own[np.argsort(-best, kind="stable")[:NAMED]][: int((best > 0).sum())]
            if len(rows):
                keys = tuple(self._naming.id_of(int(row)) for row in rows)
                names = [self._naming.of_row(int(row)) for row in rows]
                return Told("skills-near", _joined(names), keys)
        return Told("skills-like", {})

    def _skills_lacking(self, pair: Comparison, index: int) -> Told:
        if not len(pair.people.skills.row(index)):
            return Told("skills-none", {})
        lacking = pair.needs.must & (pair.exact[:, index] == 0)
        if not lacking.any():
            return Told("skills-weak", {})
        values: Values = {"absent": int(lacking.sum()), "asked": int(pair.needs.must.sum())}
        return self._named("skills-short", values, pair.needs.requirements, lacking, proof=False)

    def _named(
        self,
        code: str,
        values: Values,
        needs: Sequence[Requirement],
        chosen: npt.NDArray[np.bool_],
        *,
        proof: bool,
    ) -> Told:
        picked = [needs[int(index)] for index in np.flatnonzero(chosen)]
        names = [self._naming.of_need(need) for need in picked]
        keys = tuple(need.key for need in picked) if proof else ()
        return Told(code, values | _joined(names), keys)

    def _role(self, pair: Comparison, index: int, good: bool) -> Told:
        title, dice = _nearest_title(pair, index)
        occupation, depth = self._nearest_occupation(pair, index)
        if not title and occupation < 0:
            return Told("role-free" if good else "role-unknown", {})
        names = self._naming.of_occupation(occupation) if occupation >= 0 else (title, title)
        values: Values = {"title_zh": title or names[0], "title_en": title or names[1]}
        keys = tuple(key for key in (title, self._naming.occupation_id(occupation)) if key)
        if good:
            same = dice >= 0.999 or depth >= 5
            return Told("role-same" if same else "role-near", values, keys)
        return Told("role-far", values, keys)

    def _nearest_occupation(self, pair: Comparison, index: int) -> tuple[int, int]:
        held = pair.people.occupations.row(index)
        depths, near = pair.position.occupation_depth, pair.position.occupation_near
        if not len(held):
            return -1, 0
        if depths is None or near is None:
            return int(held[0]), 0
        best = max(held, key=lambda row: (depths[row], near[row]))
        return int(best), int(depths[best])


def missing(pair: Comparison, index: int) -> tuple[Requirement, ...]:
    """Return the must-haves that are not met, in the order of the job.

    A skill counts as met only if it is held as asked: a similar one is shown as a reason, not as
    the skill itself.
    """
    unmet: list[Requirement] = []
    skill, language, certificate = 0, 0, 0
    for need in pair.position.position.requirements:
        met = True
        if need.kind is RequirementKind.SKILL:
            met, skill = bool(pair.exact[skill, index] > 0), skill + 1
        elif need.kind is RequirementKind.LANGUAGE:
            met, language = bool(pair.languages[language, index] > 0), language + 1
        elif need.kind is RequirementKind.CERTIFICATE:
            met = bool(pair.certificates[certificate, index] >= COVERED)
            certificate += 1
        else:
            met = _fact_met(pair, index, need)
        if need.must and not met:
            unmet.append(need)
    return tuple(unmet)


def _fact_met(pair: Comparison, index: int, need: Requirement) -> bool:
    people, position = pair.people, pair.position
    if need.kind is RequirementKind.YEARS:
        return position.min_years <= 0 or bool(people.years[index] >= position.min_years)
    if need.kind is RequirementKind.EDUCATION:
        return bool(people.education[index] >= int(position.education))
    if need.kind is RequirementKind.PLACE:
        return _place_cover(pair, index) == 2
    return True


def _nearest_title(pair: Comparison, index: int) -> tuple[str, float]:
    held = pair.people.titles.row(index)
    if not len(held):
        return "", 0.0
    _, dice = grams.shares(pair.position.position.title, pair.people.title_grams.take(held))
    best = int(np.argmax(dice))
    return pair.people.title_names[held[best]], float(dice[best])


def _experience(pair: Comparison, index: int, good: bool) -> Told:
    years, asked = float(pair.people.years[index]), pair.position.min_years
    if np.isnan(years):
        return Told("years-free" if good else "years-unknown", {})
    values: Values = {"years": round(years, 1), "asked": asked}
    if good:
        code = "years-met" if 0 < asked <= years else "years-plenty"
        return Told("years-close" if 0.6 * asked <= years < asked else code, values)
    return Told("years-short" if years < asked else "years-few", values)


def _seniority(pair: Comparison, index: int, good: bool) -> Told:
    level, asked = int(pair.people.level[index]), pair.position.level
    zh, en = level_names(level)
    asked_zh, asked_en = level_names(asked)
    values: Values = {"level_zh": zh, "level_en": en, "asked_zh": asked_zh, "asked_en": asked_en}
    if level < 0:
        return Told("level-free" if good else "level-unknown", {})
    if good:
        return Told("level-met" if 0 <= asked <= level else "level-free", values)
    return Told("level-short" if level < asked else "level-low", values)


def _education(pair: Comparison, index: int, good: bool) -> Told:
    level = EducationLevel(int(pair.people.education[index]))
    asked = pair.position.education
    zh, en = education_names(level)
    asked_zh, asked_en = education_names(asked)
    values: Values = {"level_zh": zh, "level_en": en, "asked_zh": asked_zh, "asked_en": asked_en}
    if not level:
        return Told("education-free" if good else "education-unknown", {})
    if good:
        code = "education-met" if asked and level >= asked else "education-plain"
        return Told(code, values, (level.name,))
    return Told("education-short" if level < asked else "education-low", values, (level.name,))


def _credentials(pair: Comparison, index: int, good: bool) -> Told:
    needs = (*pair.position.languages, *pair.position.certificates)
    covers = np.concatenate([pair.languages[:, index], pair.certificates[:, index]])
    met = [need for need, cover in zip(needs, covers, strict=True) if cover >= COVERED]
    unmet = [need for need, cover in zip(needs, covers, strict=True) if cover < COVERED]
    if good:
        if not met:
            return Told("credentials-free", {})
        names = [(need.label or need.key,) * 2 for need in met]
        return Told("credentials-met", _joined(names), tuple(need.key for need in met))
    if not unmet:
        return Told("credentials-weak", {})
    return Told("credentials-short", _joined([(need.label or need.key,) * 2 for need in unmet]))


def _place(pair: Comparison, index: int, good: bool) -> Told:
    names = pair.people.place_names
    person = pair.people
    lives = names[person.city[index]] or names[person.province[index]]
    wants = [names[number] for number in person.desired_cities.row(index)]
    shown = lives or (wants[0] if wants else "")
    values: Values = {"place": shown}
    cover = _place_cover(pair, index)
    if good:
        if cover == 2:
            wanted = pair.position.places.cities
            met = next((name for name in (lives, *wants) if name in wanted), shown)
            return Told("place-same", {"place": met}, (met,))
        return Told("place-near", values, (shown,)) if cover else Told("place-free", {})
    if not shown:
        return Told("place-unknown", {})
    return Told("place-weak" if cover == 2 else "place-far", values)


def _place_cover(pair: Comparison, index: int) -> int:
    """Return 2 where the narrowest place asked is met, 1 for its region, 0 elsewhere."""
    places, person, names = pair.position.places, pair.people, pair.people.place_names
    if not places.named:
        return 2
    cities = {names[person.city[index]]} | {names[n] for n in person.desired_cities.row(index)}
    wide = {names[person.province[index]]} & places.provinces
    wide |= {names[person.region[index]]} & places.regions
    if cities & places.cities or (not places.cities and (wide or cities & places.provinces)):
        return 2
    return 1 if wide - {""} else 0


def _joined(names: Sequence[tuple[str, str]]) -> Values:
    zh, en = [name[0] for name in names[:NAMED]], [name[1] for name in names[:NAMED]]
    more_zh, more_en = (" 等", " …") if len(names) > NAMED else ("", "")
    return {"names_zh": "、".join(zh) + more_zh, "names_en": ", ".join(en) + more_en}
