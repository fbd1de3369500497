"""``trm import list`` and ``trm import undo``: what was taken in, and taking it back."""

import json
import sys
from typing import Any

import click

from core.intake.types import ImportKind, ImportRun
from serving.cli import language
from serving.cli.exits import GateRefused, Usage, exit_codes, lang_option
from serving.cli.import_cmd import import_
from serving.cli.language import say
from serving.cli.table import table

_WIDEST = (40, 12, 12, 20, 40, 20)


@import_.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@lang_option
@exit_codes
def list_runs(*, as_json: bool, limit: int) -> None:
    """List imports, newest first."""
    from core.actor import SYSTEM
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date
    from serving.intake import runs

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    with parts.db.read() as session:
        found, _, total = runs.page(session, SYSTEM, limit=limit)
    if as_json:
        items = [_as_json(run) for run in found]
        click.echo(json.dumps({"items": items, "total": total}, ensure_ascii=False, indent=2))
        return
    heads = say(
        en="run,kind,status,source,file,new/updated", zh="编号,类型,状态,来源,文件,新建/更新"
    )
    rows = [
        (run.id, run.kind.value, run.status.value, run.source, run.file_name,
         f"{run.counts.created}/{run.counts.updated}")
        for run in found
    ]  # fmt: skip
    for line in table(heads.split(","), rows, widest=_WIDEST):
        click.echo(line)


@import_.command("undo")
@click.argument("run_id", metavar="RUN")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def undo(run_id: str, *, as_json: bool) -> None:
    """Take a whole import back; RUN is its id (`trm import list`).

    People whom others know too keep the rest, and so does every later edit.
    """
    from tqdm import tqdm

    from core.actor import SYSTEM
    from core.errors import NotFound
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date
    from serving.intake import undoing

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    try:
        with parts.db.write() as session:
            run = undoing.begin(session, SYSTEM, run_id, now=parts.clock.now())
    except NotFound as error:
        told = say(en=f"There is no import {run_id}.", zh=f"没有编号为 {run_id} 的导入。")
        raise Usage(told + say(en=" See trm import list.", zh="见 trm import list。")) from error
    except undoing.NotUndoable as error:
        why = error.reason.zh if language.current() == "zh" else error.reason.en
        raise GateRefused(f"{run_id}: {why}") from error
    with tqdm(file=sys.stderr, delay=2, unit=" rows", disable=None) as bar:

        def report(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        ended = undoing.work(parts, SYSTEM, run, report)
    if as_json:
        result = _as_json(ended.run) | {
            "gone": ended.gone,
            "kept": ended.kept,
            "shared": ended.shared,
        }
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        click.echo(_told(ended.run.kind, ended.gone, ended.kept) + _shared(ended.shared))


def _told(kind: ImportKind, gone: int, kept: int) -> str:
    if kind is ImportKind.JOBS:
        return say(
            en=f"Undone: {gone} jobs deleted, {kept} kept or given back what they said before",
            zh=f"已撤销：删除 {gone} 个职位，{kept} 个保留或恢复为之前的描述",
        )
    return say(
        en=f"Undone: {gone} people are out of view, {kept} keep what others know of them",
        zh=f"已撤销：{gone} 人不再显示，{kept} 人保留其他来源的信息",
    )


def _shared(count: int) -> str:
    """Say why records stay that one may have expected to go."""
    if not count:
        return ""
    return say(
        en=f"; {count} records stay, because another import brought them too",
        zh=f"；{count} 条记录保留，因为其他导入也包含它们",
    )


def _as_json(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind.value,
        "source": run.source,
        "file": run.file_name,
        "status": run.status.value,
        "dry_run": run.dry_run,
        "created": run.counts.created,
        "updated": run.counts.updated,
        "created_at": run.created_at.isoformat(),
        "undone_at": run.undone_at.isoformat() if run.undone_at else None,
    }
