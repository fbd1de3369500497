"""What would change a rank: the smallest true additions, tried one by one through the model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.pool.types import Reason, Requirement, RequirementKind
from core.profile.types import EducationLevel
from trm_ml.features import grams
from trm_ml.features.comparison import Comparison
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition
from trm_ml.features.ragged import Ragged
from trm_ml.features.spec import matrix
from trm_ml.ranking.explain import COVERED
from trm_ml.ranking.model import Ranker, Scores
from trm_ml.ranking.naming import Naming
from trm_ml.ranking.reasons import education_names

TRIED = 12
SHOWN = 3
_GROUPS = {
    "add-skill": "skills",
    "add-years": "experience",
    "add-education": "education",
    "add-language": "credentials",
    "add-certificate": "credentials",
}
Values = dict[str, str | float | int]


class Edit(NamedTuple):
    """One addition to one person: a name or number to add to the column it is about."""

    person: int
    code: str
    values: Values
    key: str = ""
    row: int = -1
    number: float = 0.0


def edits_of(pair: Comparison, chosen: Sequence[int], naming: Naming) -> list[Edit]:
    """Return what each of some people lacks of what the job asks, at most 12 a person.

    Facts come first, then must-haves, then nice-to-haves, languages and certificates.
    """
    needs = pair.needs
    order = [n for n in np.argsort(~needs.must, kind="stable").tolist() if needs.rows[n] >= 0]
    skills = [
        (n, need.key, int(needs.rows[n]), _names(naming.of_need(need)))
        for n, need in ((n, needs.requirements[n]) for n in order)
    ]
    lacking = pair.exact == 0
    found: list[Edit] = []
    for index in chosen:
        lacks = lacking[:, index].tolist()
        own = _facts(pair, index)
        own += [
            Edit(index, "add-skill", names, key, row) for n, key, row, names in skills if lacks[n]
        ]
        found += (own + _credentials(pair, index))[:TRIED]
    return found


def changes(
    pair: Comparison,
    ranker: Ranker,
    edits: Sequence[Edit],
    *,
    raw: Scores,
    ranks: Sequence[int],
    everybody: Scores,
) -> list[tuple[Reason, ...]]:
    """Try every edit at once and keep, for each person, the three that lift them furthest.

    Args:
        pair: the job and the people shown.
        ranker: scores the edited people.
        edits: of any of these people.
        raw: raw scores of the people shown.
        ranks: where they stand, from 1.
        everybody: raw scores of all that were scored, any order; decides the new rank.

    Returns:
        For each person shown, reasons whose contribution is the raw score gained; none that does
        not change the rank.
    """
    told: list[list[Reason]] = [[] for _ in raw]
    edits = [edit for edit in edits if ranks[edit.person] > 1]
    if not edits:
        return [() for _ in told]
    columns = _edited(pair.people, pair.position, edits)
    after = ranker.raw(matrix(ranker.features, Comparison(pair.position, columns)))
    rising = np.sort(everybody)
    places = 1 + len(rising) - np.searchsorted(rising, after, side="right")
    gains = after - raw[[edit.person for edit in edits]]
    for at in np.argsort(-gains, kind="stable").tolist():
        edit, place, gain = edits[at], int(places[at]), float(gains[at])
        mine = told[edit.person]
        if gain > 0 and place < ranks[edit.person] and len(mine) < SHOWN:
            values = edit.values | {"from_rank": ranks[edit.person], "to_rank": place}
            mine.append(Reason(edit.code, _GROUPS[edit.code], gain, values))
    return [tuple(reasons) for reasons in told]


def _credentials(pair: Comparison, index: int) -> list[Edit]:
    found: list[Edit] = []
    for covers, needs, code in (
        (pair.languages, pair.position.languages, "add-language"),
        (pair.certificates, pair.position.certificates, "add-certificate"),
    ):
        for number, need in enumerate(needs):
            if covers[number, index] < COVERED:
                found.append(Edit(index, code, _names((need.label or need.key,) * 2), _name(need)))
    return found


def _facts(pair: Comparison, index: int) -> list[Edit]:
    found: list[Edit] = []
    asked, has = pair.position.min_years, float(np.nan_to_num(pair.people.years[index]))
    if has < asked:
        more: Values = {"more": round(asked - has, 1)}
        found.append(Edit(index, "add-years", more, number=asked))
    level = pair.position.education
    if pair.people.education[index] < int(level):
        zh, en = education_names(EducationLevel(level))
        values: Values = {"asked_zh": zh, "asked_en": en}
        found.append(Edit(index, "add-education", values, number=int(level)))
    return found


def _edited(
    people: PeopleColumns, position: PreparedPosition, edits: Sequence[Edit]
) -> PeopleColumns:
    """Return one person an edit: the one it is about, with the addition made."""
    columns = people.take(np.asarray([edit.person for edit in edits]))
    names = {
        "add-language": list(columns.language_names),
        "add-certificate": list(columns.certificate_names),
    }
    added: dict[str, list[tuple[int, int]]] = {code: [] for code in _GROUPS}
    years, education = columns.years.copy(), columns.education.copy()
    for number, edit in enumerate(edits):
        if edit.code == "add-years":
            years[number] = edit.number
        elif edit.code == "add-education":
            education[number] = int(edit.number)
        elif edit.code == "add-skill":
            added[edit.code].append((number, edit.row))
        else:
            added[edit.code].append((number, len(names[edit.code])))
            names[edit.code].append(edit.key)
    return replace(
        columns,
        years=years,
        education=education,
        skills=_with(columns.skills, added["add-skill"]),
        languages=_with(columns.languages, added["add-language"]),
        certificates=_with(columns.certificates, added["add-certificate"]),
        language_names=tuple(names["add-language"]),
        certificate_names=tuple(names["add-certificate"]),
        certificate_grams=_more_grams(columns, names["add-certificate"]),
    )


def _more_grams(columns: PeopleColumns, names: Sequence[str]) -> Ragged:
    new = names[len(columns.certificate_names) :]
    return Ragged.joined([columns.certificate_grams, grams.table(new)])


def _with(rows: Ragged, added: Sequence[tuple[int, int]]) -> Ragged:
    return rows.with_added(*np.asarray(added, dtype=np.int64).reshape(-1, 2).T)


def _name(need: Requirement) -> str:
    if need.kind is RequirementKind.LANGUAGE:
        return need.key.lower().split("-")[0]
    return need.label or need.key


def _names(both: tuple[str, str]) -> Values:
    return {"names_zh": both[0], "names_en": both[1]}
