"""From two tables of cells to what is learned: which columns may be used, and why others not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trm_ml.propensity import table, values
from trm_ml.propensity.notices import Notice, listed
from trm_ml.propensity.protected import looks_protected
from trm_ml.propensity.table import Column, Frame, Rows

Cells = Mapping[str, Sequence[str]]
Codes = npt.NDArray[np.int64]

_GONE = 0.95
_AUDITED_LEVELS = 12


@dataclass(frozen=True)
class Roles:
    """What the columns are for; ``used`` names those that have a role and are no features."""

    used: frozenset[str]
    dropped: frozenset[str] = frozenset()
    use_protected: bool = False


@dataclass(frozen=True)
class Prepared:
    """Typed columns of both files, and what was left out.

    Attributes:
        train: the columns of the training rows.
        predict: the same columns of the prediction rows.
        audited: columns that look protected and have few levels; not features unless asked for.
        notices: what the user must be told.
    """

    train: Frame
    predict: Frame
    audited: tuple[Column, ...]
    notices: tuple[Notice, ...]


@dataclass
class _Sieve:
    """The columns that are left, and why the others went."""

    left: list[str]
    notices: list[Notice] = field(default_factory=list)

    def take_out(self, code: str, names: Sequence[str], en: str, zh: str) -> None:
        """Leave columns out and say why."""
        if names:
            gone = set(names)
            self.left = [name for name in self.left if name not in gone]
            told = listed(names)
            self.notices.append(Notice(code, f"{en}: {told}.", f"{zh}:{told}。", tuple(names)))


def prepare(train: Cells, predict: Cells, roles: Roles) -> Prepared:
    """Type the columns that both files have and that may be used.

    Args:
        train: cells by column, all columns of the same length.
        predict: likewise.
        roles: which columns are something else than features.
    """
    rows = len(next(iter(train.values()), ()))
    new_rows = len(next(iter(predict.values()), ()))
    sieve = _Sieve([name for name in train if name not in roles.used | roles.dropped])
    protected = _leave_out_by_name(sieve, predict, roles)
    _leave_out_gone(sieve, train, predict)
    columns = _typed(sieve, train, predict, rows)
    frame = Frame(tuple(columns), rows + new_rows)
    head, tail = np.arange(rows), np.arange(rows, rows + new_rows)
    if not columns:
        sieve.notices.append(
            Notice(
                "no-columns",
                "No column is left to learn from: every row gets the same value.",
                "没有可用于学习的列:每一行得到相同的值。",
                warning=True,
            )
        )
    return Prepared(
        frame.take(head), frame.take(tail), _audited(protected, train), tuple(sieve.notices)
    )


def _leave_out_by_name(sieve: _Sieve, predict: Cells, roles: Roles) -> list[str]:
    protected = [name for name in sieve.left if looks_protected(name)]
    lacking = [name for name in sieve.left if name not in predict]
    sieve.take_out(
        "not-in-prediction-file",
        lacking,
        "Left out, because the prediction file lacks them",
        "以下列在预测文件中不存在,未使用",
    )
    if not roles.use_protected:
        sieve.take_out(
            "protected",
            [name for name in protected if name in sieve.left],
            "Left out, because they look protected (--use-protected takes them in)",
            "以下列疑似受保护属性,未使用(--use-protected 可启用)",
        )
    return protected


def _leave_out_gone(sieve: _Sieve, train: Cells, predict: Cells) -> None:
    def missing(cells: Sequence[str]) -> float:
        return float(np.mean([not values.folded(cell) for cell in cells])) if cells else 0.0

    gone = [
        name
        for name in sieve.left
        if missing(predict[name]) > _GONE and missing(train[name]) < _GONE - 0.25
    ]
    sieve.take_out(
        "known-only-after",
        gone,
        "Left out, because they are filled in training and empty in the prediction file, as what "
        "is known only afterwards is",
        "以下列在训练文件中有值而在预测文件中为空,像是事后才知道的信息,未使用",
    )


def _typed(sieve: _Sieve, train: Cells, predict: Cells, rows: int) -> list[Column]:
    found = [
        column for name in sieve.left for column in table.typed(name, train[name], predict[name])
    ]
    constant = [column for column in found if table.is_constant(column, rows)]
    ids = [
        column for column in found if column not in constant and table.is_identifier(column, rows)
    ]
    kept = [column for column in found if column not in constant and column not in ids]
    sources = {column.source for column in kept}
    for code, some, en, zh in (
        (
            "constant",
            constant,
            "Left out, because they say the same in every row",
            "以下列每行都相同,未使用",
        ),
        ("identifier", ids, "Left out, because they name rows", "以下列只是行的编号,未使用"),
    ):
        gone = dict.fromkeys(column.source for column in some if column.source not in sources)
        sieve.take_out(code, list(gone), en, zh)
    return kept


def _audited(protected: Sequence[str], train: Cells) -> tuple[Column, ...]:
    found = [column for name in protected for column in table.typed(name, train[name], [])]
    return tuple(
        column
        for column in found
        if column.kind is table.Kind.CATEGORY and 1 < len(column.levels) - 1 <= _AUDITED_LEVELS
    )


def groups_of(cells: Sequence[str]) -> Codes:
    """Return a code a group, int64 (n,); a row without a group is a group of its own."""
    known: dict[str, int] = {}
    codes = np.empty(len(cells), dtype=np.int64)
    for row, cell in enumerate(cells):
        text = cell.strip()
        codes[row] = known.setdefault(text, len(known)) if text else -1
    alone = codes < 0
    codes[alone] = len(known) + np.arange(int(alone.sum()))
    return codes


def repeated(groups: Codes) -> bool:
    """Say whether any group holds more than one row."""
    return len(np.unique(groups)) < len(groups)


__all__ = ["Cells", "Codes", "Prepared", "Roles", "Rows", "groups_of", "prepare", "repeated"]
