"""What would change a rank: the smallest true additions, tried one by one through the model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, slots=True)
class Edit:
    """One addition to person ``index``: a name or number to add to the column it is about."""

    index: int
    code: str
    values: Values
    key: str = ""
    row: int = -1
    number: float = 0.0


def edits_of(pair: Comparison, index: int, naming: Naming) -> list[Edit]:
    """Return what the person lacks of what the job asks, must-haves first, at most 12."""
    found: list[Edit] = []
    order = np.argsort(~pair.needs.must, kind="stable")
    for number in order:
        need, row = pair.needs.requirements[int(number)], int(pair.needs.rows[number])
        if row >= 0 and pair.exact[number, index] == 0:
            found.append(Edit(index, "add-skill", _names(naming.of_need(need)), need.key, row))
    found[:0] = _facts(pair, index)
    for covers, needs, code in (
        (pair.languages, pair.position.languages, "add-language"),
        (pair.certificates, pair.position.certificates, "add-certificate"),
    ):
        for number, need in enumerate(needs):
            if covers[number, index] < COVERED:
                found.append(Edit(index, code, _names((need.label or need.key,) * 2), _name(need)))
    return found[:TRIED]


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
    if not edits:
        return [() for _ in told]
    columns = _edited(pair.people, pair.position, edits)
    after = ranker.raw(matrix(ranker.features, Comparison(pair.position, columns)))
    rising = np.sort(everybody)
    for edit, score in zip(edits, after, strict=True):
        above = len(rising) - int(np.searchsorted(rising, score, side="right"))
        gain = float(score - raw[edit.index])
        if gain > 0 and above + 1 < ranks[edit.index]:
            places: Values = {"from_rank": ranks[edit.index], "to_rank": above + 1}
            values = edit.values | places
            told[edit.index].append(Reason(edit.code, _GROUPS[edit.code], gain, values))
    return [tuple(sorted(reasons, key=_furthest_first)[:SHOWN]) for reasons in told]


def _furthest_first(change: Reason) -> float:
    return -change.contribution


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
    columns = people.take(np.asarray([edit.index for edit in edits]))
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
    if not added:
        return rows
    lists: list[npt.NDArray[np.int32] | list[int]] = [rows.row(i) for i in range(len(rows))]
    for number, value in added:
        lists[number] = sorted({*map(int, lists[number]), value})
    return Ragged.of([[int(value) for value in row] for row in lists])


def _name(need: Requirement) -> str:
    if need.kind is RequirementKind.LANGUAGE:
        return need.key.lower().split("-")[0]
    return need.label or need.key


def _names(both: tuple[str, str]) -> Values:
    return {"names_zh": both[0], "names_en": both[1]}
