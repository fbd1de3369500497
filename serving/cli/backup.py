"""``trm backup`` and ``trm restore``."""

from pathlib import Path

import click
import orjson

from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

say = language.say


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def backup(*, directory: Path | None, as_json: bool) -> None:
    """Write a backup below DIRECTORY (``backups`` of the workspace) and read it back."""
    from serving import backup as backups
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    made = backups.back_up(parts, directory or parts.paths.backups)
    people = made.rows.get("talent", 0)
    if as_json:
        told = {"folder": str(made.folder), "rows": made.rows, "size_bytes": made.size_bytes}
        click.echo(orjson.dumps(told))
        return
    click.echo(str(made.folder))
    size = made.size_bytes / 1e6
    click.echo(
        say(
            en=f"Read back: {people} people, {size:,.1f} MB. Keep it safe: it holds the keys.",
            zh=f"已读回核对：{people} 人，{size:,.1f} MB。内含密钥与个人信息，请妥善保管。",
        ),
        err=True,
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@lang_option
@exit_codes
def restore(*, folder: Path, yes: bool) -> None:
    """Bring a backup back in place of the workspace, which is kept beside it."""
    from core.clock import SystemClock
    from serving import backup as backups
    from serving import settings

    given = settings.load()
    if not yes:
        click.confirm(
            say(
                en=f"Replace the workspace {given.workspace} by this backup?",
                zh=f"用此备份替换工作区 {given.workspace}？",
            ),
            abort=True,
            err=True,
        )
    done = backups.restore(folder, given, now=SystemClock().now())
    click.echo(
        say(
            en=f"Restored. Erased again: {len(done.erased)} people. Everybody is signed out.",
            zh=f"已恢复。再次删除 {len(done.erased)} 人。所有人需重新登录。",
        )
    )
    if done.in_doubt:
        click.echo(
            say(
                en=f"{done.in_doubt} messages may have gone out since; settle them before sending.",
                zh=f"有 {done.in_doubt} 条消息可能已在备份后发出，请先逐条确认。",
            )
        )
    if done.before is not None:
        click.echo(say(en=f"The workspace before: {done.before}", zh=f"原工作区：{done.before}"))
    click.echo(
        say(
            en="The index is built anew: run trm index build, or start the service.",
            zh="索引将重建：运行 trm index build，或直接启动服务。",
        )
    )
