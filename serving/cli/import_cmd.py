"""``trm import``: people and jobs from files, with the columns shown and every refusal kept."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from core.intake.types import ImportKind, ImportRun, Outcome, Reason, RowVerdict, RunStatus
from serving.cli import language
from serving.cli.exits import RowsRefused, Unreadable, Usage, exit_codes, lang_option
from serving.cli.language import say
from serving.intake.reasons import absences_told

if TYPE_CHECKING:
    from serving.intake.runs import NewRun
    from serving.wiring import Parts

_SHOWN = 10


@click.group("import")
def import_() -> None:
    """Take in people or jobs from files; a run that was cut off goes on where it stopped."""


def _options(command: Any) -> Any:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
        click.option("--strict", is_flag=True, help="Leave with 4 if any row was refused."),
        click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD",
                     help="Read a column as a field; an empty field leaves it out. Repeatable."),
        click.option("--team", "team_id", default=None, help="Id of the team they belong to."),
        click.option("--dry-run", is_flag=True, help="Say what each row would do; store nothing."),
    ):  # fmt: skip
        command = option(command)
    path = click.Path(exists=True, path_type=Path)
    return click.argument("file", type=path)(command)


@import_.command("talents")
@_options
@click.option("--source", required=True, help="Where they come from; with their id names them.")
@click.option("--complete", is_flag=True, help="An hr list of everybody: says who is missing.")
@lang_option
@exit_codes
def talents(file: Path, **options: Any) -> None:
    """Import people: CSV, XLSX, JSONL, CVs as PDF, DOCX, TXT, HTML, or a folder or zip of CVs."""
    _import(ImportKind.TALENTS, file, options)


@import_.command("jobs")
@_options
@click.option("--source", default="file", show_default=True, help="Where they come from.")
@lang_option
@exit_codes
def jobs(file: Path, **options: Any) -> None:
    """Import jobs: CSV, XLSX, JSONL, JDs as PDF, DOCX, TXT, HTML, or a folder or zip of JDs."""
    _import(ImportKind.JOBS, file, options)


COMMANDS: list[click.Command] = [import_]


def _import(kind: ImportKind, file: Path, options: Mapping[str, Any]) -> None:
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date
    from serving.intake.rows import InputUnusable
    from serving.intake.runs import NewRun

    if not options["source"].strip():
        raise Usage(say(en="--source is empty.", zh="--source 不能为空。"))
    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    new = NewRun(
        kind=kind.value,
        source=options["source"],
        file_name=file.name + (".zip" if file.is_dir() else ""),
        dry_run=options["dry_run"],
        mapping=mapping_of(options["maps"]),
        team_id=options["team_id"],
        complete=options.get("complete", False),
    )
    try:
        run = _taken_in(parts, file, new)
        ended = _worked(parts, run, quiet=options["as_json"])
    except InputUnusable as error:
        if error.reason.code in {"unknown-column", "unknown-field"}:
            raise Usage(f"--map: {_told(error.reason)}") from error
        raise Unreadable(f"{file}: {_told(error.reason)}") from error
    _report(parts, file, ended, options)


def mapping_of(maps: Sequence[str]) -> dict[str, str]:
    """Return the field of each column that was named as ``COLUMN=FIELD``."""
    found = {}
    for item in maps:
        column, sign, field = item.rpartition("=")
        if not sign:
            raise Usage(
                say(en=f"--map {item}: write COLUMN=FIELD.", zh=f"--map {item}：格式为 列名=字段。")
            )
        found[column.strip()] = field.strip()
    return found


def _taken_in(parts: "Parts", file: Path, new: "NewRun") -> ImportRun:
    """Keep the file and begin, or find the run of the same file that was cut off."""
    if not file.is_dir():
        with file.open("rb") as content:
            return _kept(parts, content, new)
    from serving.intake.inputs import pack

    with tempfile.TemporaryFile() as packed:
        pack(file, packed)
        packed.seek(0)
        return _kept(parts, packed, new)


def _kept(parts: "Parts", content: BinaryIO, new: "NewRun") -> ImportRun:
    from core.actor import SYSTEM
    from core.intake import repository
    from serving.intake import keeping, runs

    with parts.db.write() as session:
        run = runs.create(parts, session, SYSTEM, new, content, now=parts.clock.now())
        for earlier in repository.unfinished(session, SYSTEM, sha256=run.sha256, kind=run.kind):
            if not earlier.job_id and _same(earlier, run):
                message = say(
                    en=f"Going on behind row {earlier.done} of an import that was cut off.",
                    zh=f"继续上次中断的导入，从第 {earlier.done} 行之后开始。",
                )
                click.echo(message, err=True)
                repository.drop(session, run.id)
                keeping.shelf(parts).remove(run.stored_as)
                return earlier
        return runs.begin(session, SYSTEM, run.id, now=parts.clock.now())


def _same(one: ImportRun, other: ImportRun) -> bool:
    return (one.source, one.mapping, one.dry_run, one.complete, one.team_id) == (
        other.source, other.mapping, other.dry_run, other.complete, other.team_id,
    )  # fmt: skip


def _worked(parts: "Parts", run: ImportRun, *, quiet: bool) -> ImportRun:
    from tqdm import tqdm

    from core.actor import SYSTEM
    from serving.intake import runs
    from serving.intake.working import Work

    if not quiet:
        _show_columns(run)
    with tqdm(file=sys.stderr, delay=2, unit=" rows", initial=run.done, disable=None) as bar:

        def report(done: int, total: int | None = None, note: str = "") -> None:
            bar.total = total
            bar.update(done - bar.n)

        return Work(parts, SYSTEM, run, runs.path_of(parts, run)).run(report=report)


def _show_columns(run: ImportRun) -> None:
    from serving.intake.mapping import is_protected

    for item in run.columns:
        if item.field:
            arrow = item.field + ("" if item.guessed else " (--map)")
        elif is_protected(item.column):
            arrow = say(en="not read (protected)", zh="不读取（受保护信息）")
        else:
            arrow = say(en="kept, not read", zh="保留原文，不解析")
        click.echo(f"  {item.column} → {arrow}", err=True)


def _report(parts: "Parts", file: Path, run: ImportRun, options: Mapping[str, Any]) -> None:
    from core.intake import repository

    with parts.db.read() as session:
        refused = list(repository.all_refused(session, run.id))
        flagged = repository.flagged(session, run.id, limit=1_000)
    beside = _write_refused(file, refused)
    if options["as_json"]:
        click.echo(json.dumps(_as_json(run, refused, flagged), ensure_ascii=False, indent=2))
    else:
        _print(run, refused, flagged)
    if run.status is RunStatus.FAILED and run.error is not None:
        raise Unreadable(f"{file}: {_told(run.error)}")
    if refused:
        told = say(
            en=f"{len(refused)} rows refused; see {beside}.",
            zh=f"{len(refused)} 行被拒绝，详见 {beside}。",
        )
        if options["strict"]:
            raise RowsRefused(told)
        click.echo(told, err=True)
    if run.counts.total == run.counts.refused:
        raise Unreadable(say(en=f"{file}: no row could be used.", zh=f"{file}：没有可用的行。"))


def _write_refused(file: Path, refused: Sequence[RowVerdict]) -> Path:
    from serving.cli.file_io import write_text_atomically

    beside = file.with_name(file.name + ".rejected.jsonl")
    if not refused:
        beside.unlink(missing_ok=True)  # an earlier run's refusals are not this run's
        return beside
    lines = (
        json.dumps(
            {
                "line": item.line,
                "field": item.field,
                "reason": _told(item.reason),
                "code": item.reason.code if item.reason else "",
                "row": dict(item.row),
            },
            ensure_ascii=False,
        )
        + "\n"
        for item in refused
    )
    write_text_atomically(beside, lines)
    return beside


def _print(run: ImportRun, refused: Sequence[RowVerdict], flagged: Sequence[RowVerdict]) -> None:
    for item in (*refused[:_SHOWN], *flagged[:_SHOWN]):
        mark = say(en="refused", zh="拒绝") if item.outcome is Outcome.REFUSED else say(
            en="note", zh="提示"
        )  # fmt: skip
        where = item.row.get("file", "") or item.line
        click.echo(f"  {mark} {where}: {_told(item.reason)}", err=True)
    counts = run.counts
    head = say(en="Dry run, nothing stored: ", zh="试运行，未写入：") if run.dry_run else ""
    click.echo(
        head
        + say(
            en=f"{counts.created} new, {counts.updated} updated, {counts.unchanged} unchanged, "
            f"{counts.refused} refused, {counts.flagged} to look at",
            zh=f"新建 {counts.created}，更新 {counts.updated}，未变 {counts.unchanged}，"
            f"拒绝 {counts.refused}，需留意 {counts.flagged}",
        )
    )
    if run.absences is not None:
        _print_absences(run)
    if not run.dry_run and counts.created + counts.updated:
        undo = f"trm import undo {run.id}"
        click.echo(say(en=f"To take it all back: {undo}", zh=f"如需整体撤销：{undo}"), err=True)


def _print_absences(run: ImportRun) -> None:
    told = absences_told(run, language.current())
    click.echo(
        told["why"]
        or say(
            en=f"Of {told['known']} employees known {told['missing']} are missing for the first "
            f"time (still employed), {told['ended']} were missing before and have left",
            zh=f"已知员工 {told['known']} 人：首次缺席 {told['missing']} 人（仍视为在职），"
            f"再次缺席 {told['ended']} 人（视为离职）",
        )
    )


def _as_json(
    run: ImportRun, refused: Sequence[RowVerdict], flagged: Sequence[RowVerdict]
) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind.value,
        "source": run.source,
        "status": run.status.value,
        "dry_run": run.dry_run,
        "mapping": run.mapping,
        "counts": {
            "total": run.counts.total,
            "created": run.counts.created,
            "updated": run.counts.updated,
            "unchanged": run.counts.unchanged,
            "refused": run.counts.refused,
            "flagged": run.counts.flagged,
        },
        "absences": absences_told(run, language.current()) if run.absences else None,
        "refused": [_verdict(item) for item in refused],
        "flagged": [_verdict(item) for item in flagged],
    }


def _verdict(item: RowVerdict) -> dict[str, Any]:
    told = {"line": item.line, "field": item.field, "reason": _told(item.reason)}
    return told | {"code": item.reason.code if item.reason else ""}


def _told(reason: Reason | None) -> str:
    if reason is None:
        return ""
    return reason.zh if language.current() == "zh" else reason.en
