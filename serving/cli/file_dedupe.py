"""``trm file dedupe``: which rows of a plain file are one person, no server and no workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from serving.cli.exits import Unreadable, Usage, exit_codes, lang_option
from serving.cli.file_io import Record, Rejected, Rows, finish, read_rows, write_text_atomically
from serving.cli.language import say

if TYPE_CHECKING:
    from trm_ml.dedupe.engine import Deduped
    from trm_ml.dedupe.labels import Labels

_PATH = click.Path(path_type=Path)
_SHOWN_FROM = 0.01  # pairs less likely than this are not written
_STEPS = {
    "read": ("reading", "读取"),
    "block": ("finding candidates", "寻找候选"),
    "compare": ("comparing", "比较"),
    "learn": ("learning weights", "学习权重"),
    "cluster": ("clustering", "聚类"),
}


@dataclass(frozen=True)
class Task:
    """What was asked: usable rows, which column is which field, and the verdicts."""

    rows: Rows
    ids: list[str]
    mapping: dict[str, list[str]]
    labels: "Labels | None"
    rejected: list[Rejected]


@click.command()
@click.option("--in", "source", type=_PATH, required=True, help="The rows to compare.")
@click.option("--id", "id_column", required=True, help="The column that names the row.")
@click.option(
    "--map",
    "mappings",
    multiple=True,
    metavar="FIELD=COLUMN,…",
    help="Which columns hold a field; columns with a known name are found by themselves.",
)
@click.option("--labels", type=_PATH, help="Judged pairs: id_a, id_b, match (0 to 1).")
@click.option(
    "--cluster-labels", metavar="COLUMN", help="Column of known clusters; empty = unknown."
)
@click.option("--pairs", "pairs_out", type=_PATH, help="The compared pairs to write.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Probability from which a lone pair is joined.",
)
@click.option(
    "--out", type=_PATH, required=True, help="The CSV to write: id, cluster, probability."
)
@click.option("--strict", is_flag=True, help="Leave with 4 if any row was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document.")
@lang_option
@exit_codes
def dedupe(  # noqa: PLR0913  one argument an option
    source: Path,
    id_column: str,
    mappings: tuple[str, ...],
    labels: Path | None,
    cluster_labels: str | None,
    pairs_out: Path | None,
    threshold: float,
    out: Path,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Find the rows that are one person (or one employer).

    Files are .csv, .jsonl or .parquet, each optionally .gz. Without labels the weights are learned
    from the rows themselves; verdicts make them better and bind.
    """
    if labels and cluster_labels:
        raise Usage(
            say(
                en="Give --labels or --cluster-labels, not both.",
                zh="--labels 与 --cluster-labels 只能给出一个。",
            )
        )
    task = _read(source, id_column, mappings, labels, cluster_labels)
    found = _deduped(task, threshold)
    if pairs_out:
        write_text_atomically(pairs_out, _pair_lines(task.ids, found))
    write_text_atomically(out, _lines(task.ids, found))
    if as_json:
        click.echo(orjson.dumps(_summary(task, found, out)).decode())
    finish(out, task.rejected, strict=strict)


COMMANDS: list[click.Command] = [dedupe]


def _read(
    source: Path,
    id_column: str,
    mappings: Sequence[str],
    labels: Path | None,
    cluster_labels: str | None,
) -> Task:
    needed = [id_column, *([cluster_labels] if cluster_labels else [])]
    rows = read_rows(source, needed, named_by_option=True)
    _refuse_unnamed(rows, id_column)
    columns = list(dict.fromkeys(name for record in rows.records for name in record))
    mapping = _mapping(mappings, columns, {id_column, cluster_labels or id_column}, source)
    ids = [record[id_column] for record in rows.records]
    rejected = list(rows.rejected)
    verdicts = None
    if cluster_labels:
        verdicts = _cluster_labels([record[cluster_labels] for record in rows.records])
    if labels:
        judged = read_rows(labels, ["id_a", "id_b", "match"])
        verdicts = _pair_labels(judged, ids)
        rejected += judged.rejected
    return Task(rows, ids, mapping, verdicts, rejected)


def _refuse_unnamed(rows: Rows, id_column: str) -> None:
    seen: set[str] = set()

    def problem(record: Record) -> tuple[str, str] | None:
        name = record[id_column]
        if not name.strip():
            return id_column, say(en="the id is empty", zh="编号为空")
        if name in seen:
            return id_column, say(en="the id stands in an earlier row", zh="编号与前面的行重复")
        seen.add(name)
        return None

    rows.keep(problem)
    if not rows.records:
        raise Usage(say(en=f"{rows.path}: no row has an id.", zh=f"{rows.path}:所有行都没有编号。"))


def _mapping(
    given: Sequence[str], columns: Sequence[str], reserved: set[str], source: Path
) -> dict[str, list[str]]:
    """Return field → columns: what was said, then what the names of the other columns say."""
    from trm_ml.dedupe.fields import FIELDS, guess

    mapping: dict[str, list[str]] = {}
    for one in (part for text in given for part in text.split(",") if part.strip()):
        field, sign, column = (piece.strip() for piece in one.partition("="))
        if not sign or field not in FIELDS:
            known = ", ".join(FIELDS)
            raise Usage(
                say(
                    en=f"--map {one.strip()}: write FIELD=COLUMN; the fields are {known}.",
                    zh=f"--map {one.strip()}:请写成 字段=列;可用字段:{known}。",
                )
            )
        if column not in columns:
            raise Usage(
                say(en=f"{source} has no column {column}.", zh=f"{source} 缺少列 {column}。")
            )
        mapping.setdefault(field, []).append(column)
    taken = {column for named in mapping.values() for column in named} | reserved
    for field, named in guess(column for column in columns if column not in taken).items():
        if field in FIELDS and field in mapping:
            field = named[0]  # the field was given another column: compare this one as text
        mapping.setdefault(field, []).extend(named)
    if not mapping:
        raise Usage(say(en=f"{source} has no column to compare.", zh=f"{source} 没有可比较的列。"))
    return mapping


def _cluster_labels(names: Sequence[str]) -> "Labels":
    from trm_ml.dedupe.labels import Labels

    return Labels.of_clusters([name.strip() for name in names])


def _pair_labels(judged: Rows, ids: Sequence[str]) -> "Labels":
    import numpy as np

    from trm_ml.dedupe.labels import Labels

    place = {name: row for row, name in enumerate(ids)}

    def problem(record: Record) -> tuple[str, str] | None:
        for column in ("id_a", "id_b"):
            if record[column] not in place:
                return column, say(en="no row has this id", zh="没有这个编号的行")
        if record["id_a"] == record["id_b"]:
            return "id_b", say(en="a row is judged against itself", zh="同一行与自身比较")
        if _share(record["match"]) is None:
            return "match", say(en="not a number from 0 to 1", zh="不是 0 到 1 之间的数")
        return None

    judged.keep(problem)
    sides = [
        np.array([place[record[column]] for record in judged.records], np.int32)
        for column in ("id_a", "id_b")
    ]
    match = np.array([_share(record["match"]) for record in judged.records], np.float32)
    return Labels.of_pairs(len(ids), sides[0], sides[1], match)


def _share(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _deduped(task: Task, threshold: float) -> "Deduped":
    from tqdm import tqdm

    from trm_ml.dedupe.engine import NothingToCompare, deduplicate

    used = {column for columns in task.mapping.values() for column in columns}
    table = {column: [record.get(column, "") for record in task.rows.records] for column in used}
    with tqdm(total=len(_STEPS), delay=2, leave=False, unit="step") as bar:

        def told(step: str) -> None:
            en, zh = _STEPS[step]
            bar.set_description(say(en=en, zh=zh), refresh=False)
            bar.update()

        try:
            return deduplicate(
                table, task.mapping, labels=task.labels, threshold=threshold, progress=told
            )
        except NothingToCompare as error:
            raise Unreadable(
                say(
                    en=f"{task.rows.path}: all cells to compare are empty.",
                    zh=f"{task.rows.path}:可比较的单元格全部为空。",
                )
            ) from error


def _lines(ids: list[str], found: "Deduped") -> Iterator[str]:
    """Yield the rows of OUT; a cluster is named by the smallest of its ids."""
    smallest: dict[int, str] = {}
    for row, root in enumerate(found.cluster.tolist()):
        smallest[root] = min(ids[row], smallest.get(root, ids[row]))
    yield _csv_line("id", "cluster", "probability")
    for row, root in enumerate(found.cluster.tolist()):
        yield _csv_line(ids[row], smallest[root], _shown(found.strongest[row]))


def _pair_lines(ids: list[str], found: "Deduped") -> Iterator[str]:
    """Yield the rows of PAIRS, likeliest first."""
    import numpy as np

    from trm_ml.dedupe.engine import BANDS, NO

    shown = np.flatnonzero((found.probability >= _SHOWN_FROM) | (found.band != NO))
    order = shown[np.argsort(-found.probability[shown], kind="stable")]
    yield _csv_line("id_a", "id_b", "probability", "band")
    for pair in order.tolist():
        low, high = sorted((ids[found.left[pair]], ids[found.right[pair]]))
        yield _csv_line(low, high, _shown(found.probability[pair]), BANDS[found.band[pair]])


def _shown(value: object) -> str:
    return f"{float(str(value)):.6g}"


def _csv_line(*cells: str) -> str:
    quoted = (
        '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell
        for cell in cells
    )
    return ",".join(quoted) + "\n"


def _summary(task: Task, found: "Deduped", out: Path) -> dict[str, object]:
    from trm_ml.dedupe.engine import REVIEW

    return {
        "rows": len(task.ids),
        "clusters": len(set(found.cluster.tolist())),
        "pairs": len(found.left),
        "review": int((found.band == REVIEW).sum()),
        "blocking_recall": round(found.blocking_recall, 4),
        "fields": task.mapping,
        "rejected": len(task.rejected),
        "out": str(out),
    }
