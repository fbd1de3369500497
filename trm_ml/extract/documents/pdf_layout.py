"""Glyphs into lines, columns and text in reading order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from trm_ml.extract.documents.pdf_glyphs import Glyph

_SPACE_GAP = 0.18
_RUN_GAP = 1.2
_SAME_LINE = 0.4
_COLUMN_GAP = 8.0
_MIN_LINES = 3
_MAX_PEEL = 40
_CJK = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(slots=True)
class Run:
    """Signs in one stretch of a line."""

    x0: float
    x1: float
    y: float
    size: float
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return what it says."""
        return "".join(self.parts)


def page_text(glyphs: Sequence[Glyph]) -> str:
    """Return the text of a page: columns one after the other, lines from the top.

    Turned signs come last. A sign painted twice in one place (false bold) counts once.
    """
    upright = runs([glyph for glyph in glyphs if glyph.upright])
    turned = "".join(glyph.text for glyph in glyphs if not glyph.upright).strip()
    parts = [_lines_text(block) for block in _blocks(upright)]
    return "\n\n".join(part for part in (*parts, turned) if part)


def runs(glyphs: Sequence[Glyph]) -> list[Run]:
    """Join glyphs into runs, in the order of painting."""
    found: list[Run] = []
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        place = (glyph.text, round(glyph.x0 / 1.5), round(glyph.y / 1.5))
        if place in seen and not glyph.text.isspace():
            continue
        seen.add(place)
        run = found[-1] if found else None
        if run is not None and _continues(run, glyph):
            gap = glyph.x0 - run.x1
            if gap > _SPACE_GAP * glyph.size and not run.parts[-1].isspace():
                run.parts.append(" ")
            run.parts.append(glyph.text)
            run.x1 = max(run.x1, glyph.x1)
        else:
            found.append(Run(glyph.x0, glyph.x1, glyph.y, glyph.size or 1.0, [glyph.text]))
    return [run for run in found if run.text.strip()]


def _continues(run: Run, glyph: Glyph) -> bool:
    size = max(run.size, glyph.size)
    gap = glyph.x0 - run.x1
    return abs(glyph.y - run.y) < _SAME_LINE * size and -0.5 * size < gap < _RUN_GAP * size


def _blocks(items: list[Run], depth: int = 0) -> list[list[Run]]:
    """Cut a region into columns, peeling full-width lines off its top and bottom first."""
    if len(items) < 2 * _MIN_LINES or depth > 6:
        return [items] if items else []
    ordered = sorted(items, key=lambda run: -run.y)
    rows = _rows(ordered)
    for peeled in range(min(len(rows), _MAX_PEEL)):
        rest = [run for row in rows[peeled:] for run in row]
        columns = _columns(rest)
        if columns is not None:
            head = [run for row in rows[:peeled] for run in row]
            return [
                *([head] if head else []),
                *_blocks(columns[0], depth + 1),
                *_blocks(columns[1], depth + 1),
            ]
    for kept in range(len(rows) - 1, max(0, len(rows) - 6), -1):
        columns = _columns([run for row in rows[:kept] for run in row])
        if columns is not None:
            foot = [run for row in rows[kept:] for run in row]
            left, right = columns
            return [*_blocks(left, depth + 1), *_blocks(right, depth + 1), foot]
    return [items]


def _rows(ordered: list[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in ordered:
        if rows and abs(rows[-1][0].y - run.y) < _SAME_LINE * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _columns(items: list[Run]) -> tuple[list[Run], list[Run]] | None:
    """Return left and right if one empty strip runs from top to bottom between two columns."""
    spans = sorted((run.x0, run.x1) for run in items)
    best: tuple[float, float] | None = None
    right_edge = spans[0][1] if spans else 0.0
    for x0, x1 in spans:
        gap = x0 - right_edge
        if gap >= _COLUMN_GAP and (best is None or gap > best[0]):
            best = (gap, (x0 + right_edge) / 2)
        right_edge = max(right_edge, x1)
    if best is None:
        return None
    left = [run for run in items if run.x0 < best[1]]
    right = [run for run in items if run.x0 >= best[1]]
    if min(len(_rows_of(left)), len(_rows_of(right))) < _MIN_LINES or _is_table(left, right):
        return None
    return left, right


def _rows_of(items: list[Run]) -> list[list[Run]]:
    return _rows(sorted(items, key=lambda run: -run.y))


def _is_table(left: list[Run], right: list[Run]) -> bool:
    # Company and date on one line read across. Columns have lines of their own, and long ones.
    baselines = sorted(run.y for run in left)
    aligned = sum(any(abs(run.y - y) < 1.0 for y in baselines) for run in right)
    if aligned < 0.6 * len(right):
        return False
    return min(_width(left), _width(right)) < 24


def _width(items: list[Run]) -> float:
    return median(len(run.text) + len(_CJK.findall(run.text)) for run in items)


def _lines_text(items: list[Run]) -> str:
    out: list[str] = []
    last: Run | None = None
    for row in _rows_of(items):
        if last is not None and last.y - row[0].y > 2.2 * max(last.size, row[0].size):
            out.append("")
        ordered = sorted(row, key=lambda run: run.x0)
        out.append(" ".join(run.text.strip() for run in ordered))
        last = row[0]
    return "\n".join(out)
