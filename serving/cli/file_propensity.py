"""``trm file propensity``: who would answer, from plain tables, no server and no workspace."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from serving.cli.exits import Unreadable, Usage, exit_codes, lang_option
from serving.cli.file_io import Record, Rows, finish, read_rows, write_text_atomically
from serving.cli.language import current, say

if TYPE_CHECKING:
    from trm_ml.propensity.notices import Notice
    from trm_ml.propensity.question import Question
    from trm_ml.propensity.task import Outcome
    from trm_ml.propensity.values import Floats

_PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class Columns:
    """The columns that the options name."""

    label: str
    id: str
    time: str | None
    group: str | None
    treatment: str | None
    drop: frozenset[str]
    positive: str | None
    use_protected: bool

    @property
    def of_training(self) -> list[str]:
        """Return the columns that the training file must have."""
        named = (self.label, self.time, self.group, self.treatment)
        return [name for name in named if name is not None]


@click.command()
@click.option("--train", type=_PATH, required=True, help="Rows with known answers.")
@click.option("--label", required=True, help="The column with the answer: 0/1, yes/no, 是/否.")
@click.option("--id", "id_column", required=True, help="The column that names the row.")
@click.option("--time", help="The column with the time: number, ISO date, or text with digits.")
@click.option("--group", help="Rows of one group are never split over training and test.")
@click.option("--treatment", help="The column that says who was contacted: predicts uplift.")
@click.option("--drop", multiple=True, help="Columns to leave out: A,B.")
@click.option("--positive", help="The value of the answer that counts as yes.")
@click.option("--use-protected", is_flag=True, help="Use columns that look protected, too.")
@click.option("--predict", type=_PATH, required=True, help="Rows to predict.")
@click.option("--out", type=_PATH, required=True, help="The CSV to write.")
@click.option("--report", type=_PATH, help="Folder of the report; OUT.report when left out.")
@click.option("--strict", is_flag=True, help="Leave with 4 if any row was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document.")
@lang_option
@exit_codes
def propensity(  # noqa: PLR0913  one argument an option
    train: Path,
    label: str,
    id_column: str,
    time: str | None,
    group: str | None,
    treatment: str | None,
    drop: tuple[str, ...],
    positive: str | None,
    predict: Path,
    out: Path,
    report: Path | None,
    *,
    use_protected: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Learn from answered rows who would answer, and say how far to trust it.

    Files are .csv, .jsonl or .parquet, each optionally .gz. Writes id,probability (calibrated)
    for each row to predict, in order; with --treatment id,uplift: by how much contact raises the
    chance of an answer. Figures are of rows that the model had not seen: with --time the latest
    20 %, whole groups.
    """
    from trm_ml.propensity import task

    dropped = frozenset(name.strip() for names in drop for name in names.split(",") if name.strip())
    columns = Columns(label, id_column, time, group, treatment, dropped, positive, use_protected)
    known = read_rows(train, columns.of_training, named_by_option=True)
    asked = read_rows(predict, [id_column], named_by_option=True)
    question = _question(columns, known, asked)
    outcome = task.answer(question, told=_tell_step)
    _tell(outcome.notices)
    folder = report or out.with_name(out.name + ".report")
    rejected = [*known.rejected, *asked.rejected]
    _write_report(folder, dict(outcome.report) | {"refused_rows": len(rejected)})
    ids = [record[id_column] for record in asked.records]
    name = "probability" if treatment is None else "uplift"
    write_text_atomically(out, _lines(ids, outcome.values, name))
    if as_json:
        click.echo(orjson.dumps(_summary(outcome, out, folder, len(rejected))).decode())
    finish(out, rejected, strict=strict)


COMMANDS: list[click.Command] = [propensity]


def _question(columns: Columns, known: Rows, asked: Rows) -> "Question":
    from trm_ml.propensity import prepare, values
    from trm_ml.propensity.question import Question
    from trm_ml.propensity.splits import Order

    _check_dropped(columns, known, asked)
    answers = _answers(columns, known)
    times = values.moments(_column(known, columns.time)) if columns.time else None
    treated = _treated(columns.treatment, known) if columns.treatment else None
    asked.keep(_without(columns.id))
    if not asked.records:
        raise Unreadable(
            say(en=f"{asked.path}: no row has an id.", zh=f"{asked.path}:所有行都没有编号。")
        )
    train, predict = _cells(known.records), _cells(asked.records)
    tied = columns.group or columns.id
    groups = prepare.groups_of(train.get(tied, [""] * len(known.records)))
    new = predict.get(columns.time) if columns.time else None
    used = frozenset([columns.id, *columns.of_training])
    return Question(
        train=train,
        predict=predict,
        answers=answers,
        order=Order(groups, times),
        roles=prepare.Roles(used, columns.drop, columns.use_protected),
        new_times=values.moments(new) if new else None,
        treated=treated,
    )


def _answers(columns: Columns, known: Rows) -> "Floats":
    """Refuse the rows that cannot be learned from, and return the answers of the rest."""
    from functools import partial

    import numpy as np

    from trm_ml.propensity import values

    if columns.positive is not None and not values.folded(columns.positive):
        raise Usage(say(en="--positive names no value.", zh="--positive 没有给出有效的值。"))
    read = partial(values.truths, positive=columns.positive)
    _keep_readable(known, columns.label, read(_column(known, columns.label)), _LABEL)
    if columns.time:
        _keep_readable(known, columns.time, values.moments(_column(known, columns.time)), _TIME)
    if columns.treatment:
        treated = values.truths(_column(known, columns.treatment))
        _keep_readable(known, columns.treatment, treated, _LABEL)
    answers = read(_column(known, columns.label))
    if len(set(answers.tolist())) < 2:
        kinds = np.unique(answers)
        told = f"{int(kinds[0])}" if len(kinds) else "-"
        raise Unreadable(
            say(
                en=f"{known.path}: nothing to learn from: the usable answers in {columns.label} "
                f"are all {told} ({len(answers)} rows, {len(known.rejected)} refused).",
                zh=f"{known.path}:无法学习:列 {columns.label} 中可用的结果全部为 {told}"
                f"({len(answers)} 行可用,{len(known.rejected)} 行被拒绝)。",
            )
        )
    return answers


def _treated(column: str, known: Rows) -> "Floats":
    from trm_ml.propensity import values

    treated = values.truths(_column(known, column))
    if len(set(treated.tolist())) < 2:
        raise Unreadable(
            say(
                en=f"{known.path}: {column} must name rows with and without contact.",
                zh=f"{known.path}:列 {column} 必须同时包含被联系和未被联系的行。",
            )
        )
    return treated


_LABEL = ("not 0/1, yes/no, true/false or 是/否", "不是 0/1、yes/no、true/false 或 是/否")
_TIME = (
    "not a number, an ISO date or text ending in digits",
    "不是数字、ISO 日期或以数字结尾的文本",
)


def _keep_readable(rows: Rows, column: str, read: "Floats", why: tuple[str, str]) -> None:
    values: Iterator[float] = iter(read.tolist())

    def problem(record: Record) -> tuple[str, str] | None:
        if (value := next(values)) == value:
            return None
        if not record.get(column, "").strip():
            return column, say(en="empty", zh="为空")
        return column, say(en=why[0], zh=why[1])

    rows.keep(problem)


def _without(column: str) -> Callable[[Record], tuple[str, str] | None]:
    def problem(record: Record) -> tuple[str, str] | None:
        if record.get(column, "").strip():
            return None
        return column, say(en="the id is empty", zh="编号为空")

    return problem


def _check_dropped(columns: Columns, known: Rows, asked: Rows) -> None:
    there = {name for rows in (known, asked) for name in _names(rows.records)}
    if unknown := sorted(columns.drop - there):
        raise Usage(
            say(
                en=f"--drop: no file has the column {', '.join(unknown)}.",
                zh=f"--drop:两个文件都没有列 {', '.join(unknown)}。",
            )
        )


def _column(rows: Rows, name: str) -> list[str]:
    return [record.get(name, "") for record in rows.records]


def _names(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record))


def _cells(records: Sequence[Record]) -> dict[str, list[str]]:
    return {name: [record.get(name, "") for record in records] for name in _names(records)}


def _lines(ids: Sequence[str], values: "Floats", name: str) -> Iterator[str]:
    """Return lines of CSV; a number is the shortest that reads back the same."""
    rows: Iterable[Sequence[object]] = zip(ids, values.tolist(), strict=True)
    for row in (("id", name), *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def _write_report(folder: Path, report: dict[str, object]) -> None:
    from trm_ml.propensity import page, pictures

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Usage(
            say(
                en=f"{folder} cannot be made: {error.strerror}.",
                zh=f"无法创建 {folder}:{error.strerror}。",
            )
        ) from error
    told = orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n"
    write_text_atomically(folder / "report.json", told)
    drawn = pictures.draw(folder, report, current())
    write_text_atomically(folder / "report.html", page.page(report, drawn, current()))


def _tell(notices: "Sequence[Notice]") -> None:
    for notice in notices:
        sign = say(en="WARNING: ", zh="警告:") if notice.warning else ""
        click.echo(sign + say(en=notice.en, zh=notice.zh), err=True)


_STEPS = {
    "columns": ("reading columns …", "正在识别各列……"),
    "learning": ("choosing and fitting a model …", "正在选择并训练模型……"),
    "measuring": ("measuring on rows it has not seen …", "正在用未见过的数据评估……"),
}


def _tell_step(step: str) -> None:
    en, zh = _STEPS[step]
    click.echo(say(en=en, zh=zh), err=True)


def _summary(outcome: "Outcome", out: Path, folder: Path, refused: int) -> dict[str, object]:
    report = outcome.report
    return {
        "rows": len(outcome.values),
        "refused": refused,
        "figures": report.get("figures", {}),
        "validation": report["validation"],
        "warnings": [notice.code for notice in outcome.notices if notice.warning],
        "out": str(out),
        "report": str(folder),
    }
