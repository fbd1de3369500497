"""Everybody as a table of columns, as the engine takes it, read with a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
from sqlalchemy import Row
from sqlalchemy.orm import Session

from core.profile.repository import identity
from core.profile.repository.identity import Told
from trm_ml.dedupe.fields import field_of

COLUMNS = ("name", "birth_date", "phone", "email", "company", "title", "city")
MAPPING: dict[str, list[str]] = {column: [column] for column in COLUMNS}
_TOLD = ("name", "company", "title", "city")  # in the order of `Told`, after number and invented
_DATES = {"birth_date", "birth_year"}
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """People by their internal numbers, rising, and their cells by column, "" where missing."""

    numbers: Numbers
    table: Mapping[str, pa.Array]

    def rows_of(self, numbers: Sequence[int]) -> npt.NDArray[np.int32]:
        """Return the rows of people, -1 for whoever is not among them."""
        wanted = np.asarray(numbers, np.int64)
        if not len(self.numbers):
            return np.full(len(wanted), -1, np.int32)
        rows = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        return np.where(self.numbers[rows] == wanted, rows, -1).astype(np.int32)


def everybody(session: Session) -> dict[bool, Snapshot]:
    """Return the invented (True) and the real people, who are never compared with each other."""
    parts = [_columns(rows) for rows in identity.everybody(session)] or [_columns([])]
    numbers = np.concatenate([part.numbers for part in parts])
    invented = np.concatenate([part.invented for part in parts])
    cells = {column: pa.concat_arrays([part.cells[column] for part in parts]) for column in _TOLD}
    more = {
        "phone": identity.identifiers(session, "phone"),
        "email": identity.identifiers(session, "email"),
        "birth_date": _dates(identity.births(session)),
    }
    table = cells | {column: _placed(told, numbers) for column, told in more.items()}
    return {kind: _where(Snapshot(numbers, table), invented == kind) for kind in (False, True)}


def some(session: Session, numbers: Sequence[int]) -> Snapshot:
    """Return those of the people who are here."""
    return _some(session, numbers)[0]


def some_by_kind(session: Session, numbers: Sequence[int]) -> dict[bool, Snapshot]:
    """Return those of the people who are here, apart by whether they are invented."""
    here, invented = _some(session, numbers)
    return {kind: _where(here, invented == kind) for kind in (False, True)}


def _some(session: Session, numbers: Sequence[int]) -> tuple[Snapshot, npt.NDArray[np.bool_]]:
    part = _columns(identity.some(session, numbers))
    more = {
        "phone": identity.identifiers(session, "phone", numbers),
        "email": identity.identifiers(session, "email", numbers),
        "birth_date": _dates(identity.births(session, numbers)),
    }
    table = part.cells | {name: _placed(told, part.numbers) for name, told in more.items()}
    return Snapshot(part.numbers, table), part.invented


@dataclass(frozen=True, slots=True)
class _Part:
    numbers: Numbers
    invented: npt.NDArray[np.bool_]
    cells: dict[str, pa.Array]


def _columns(rows: Sequence[Told]) -> _Part:
    columns: list[Sequence[object]] = [*zip(*rows, strict=True)] or [()] * (2 + len(_TOLD))
    return _Part(
        np.array(columns[0], np.int64),
        np.array(columns[1], bool),
        {
            name: pa.array(cells, pa.string())
            for name, cells in zip(_TOLD, columns[2:], strict=True)
        },
    )


def _placed(told: Iterable[tuple[int, str] | Row[int, str]], numbers: Numbers) -> pa.Array:
    """Put what some people have into a column of all; of several the last counts."""
    found = [(one[0], one[1]) for one in told]
    cells = np.full(len(numbers), "", object)
    if found and len(numbers):
        owners = np.array([number for number, _ in found], np.int64)
        rows = np.minimum(np.searchsorted(numbers, owners), len(numbers) - 1)
        here = numbers[rows] == owners
        cells[rows[here]] = np.array([value for _, value in found], object)[here]
    return pa.array(cells, pa.string())


def _dates(told: Iterable[Row[int, str]]) -> Iterable[tuple[int, str]]:
    """Read dates of birth from raw rows."""
    for number, raw in told:
        row = orjson.loads(raw)
        for column, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str) and value.strip() and _field_of(column) in _DATES:
                yield number, value


@lru_cache(maxsize=1024)
def _field_of(column: str) -> str | None:
    return field_of(column)


def _where(snapshot: Snapshot, chosen: npt.NDArray[np.bool_]) -> Snapshot:
    mask = pa.array(chosen)
    table = {name: cells.filter(mask) for name, cells in snapshot.table.items()}
    return Snapshot(snapshot.numbers[chosen], table)
