"""``trm dedupe unmerge``: parting two people who were made one."""

import click
import orjson

from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

say = language.say


@click.command()
@click.argument("merge_id")
@click.option("--reason", required=True, help="Why they are not the same person.")
@click.option(
    "--later",
    type=click.Choice(["survivor", "merged"]),
    default="survivor",
    show_default=True,
    help="Whose the edits by hand of after the merge are.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def unmerge(*, merge_id: str, reason: str, later: str, as_json: bool) -> None:
    """Part two people again; what came in between goes where its source leads."""
    from core.actor import SYSTEM
    from core.subject import parting
    from core.subject.types import Side
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    with parts.db.write() as session:
        parted = parting.unmerge(
            session, SYSTEM, merge_id, reason=reason, now=parts.clock.now(), later=Side(later)
        )
    if as_json:
        told = {
            "id": parted.id,
            "survivor_id": parted.survivor_id,
            "merged_id": parted.merged_id,
            "undone_at": parted.undone_at,
        }
        click.echo(orjson.dumps(told))
        return
    click.echo(
        say(
            en=f"Parted: {parted.merged_id} is a person of their own again, beside "
            f"{parted.survivor_id}.",
            zh=f"已撤销合并：{parted.merged_id} 重新成为独立的人，与 {parted.survivor_id} 并列。",
        )
    )
