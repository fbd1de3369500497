"""``trm source``: what the rows of a source mean, by its channel and its columns."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from serving.cli.exits import exit_codes, lang_option
from serving.cli.language import say
from serving.cli.table import table

if TYPE_CHECKING:
    from core.relation.types import Source
    from serving.wiring import Parts

CHANNELS = ("import", "hr", "ats", "board", "campus", "agency", "referral", "event")


@click.group("source")
def source() -> None:
    """Set up where people come from; `trm import talents --source NAME` reads by it."""


@source.command("set")
@click.argument("name")
@click.option("--channel", type=click.Choice(CHANNELS), required=True, help="What its rows mean.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Always read a column as a field; an empty field leaves it out. Repeatable.",
)
@click.option("--team", "team_id", default=None, help="Id of the team its new people belong to.")
@click.option(
    "--ownership-days",
    type=click.IntRange(1, 3_660),
    default=180,
    show_default=True,
    help="How long an agency's claim on a person lasts.",
)
@lang_option
@exit_codes
def set_(
    name: str, *, channel: str, maps: Sequence[str], team_id: str | None, ownership_days: int
) -> None:
    """Set a source up, or change it; rows that are in already stay as they were read."""
    from core.actor import SYSTEM
    from core.intake.types import ImportKind
    from core.profile.types import Channel
    from core.relation import sources
    from serving.cli.import_cmd import mapping_of
    from serving.intake.mapping import fields_of

    parts, kind = _parts(), Channel(channel)
    with parts.db.write() as session:
        made = sources.put(
            session,
            SYSTEM,
            name.strip(),
            kind,
            mapping=mapping_of(maps),
            fields=fields_of(ImportKind.TALENTS, kind),
            team_id=team_id,
            ownership_days=ownership_days,
            now=parts.clock.now(),
        )
    click.echo(say(en=f"{made.name}: {made.channel}", zh=f"{made.name}：{made.channel}"))


@source.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def list_(*, as_json: bool) -> None:
    """List the sources that were set up."""
    from core.relation import repository

    with _parts().db.read() as session:
        found = repository.sources(session)
    if as_json:
        items = [_as_json(one) for one in found]
        click.echo(json.dumps({"items": items, "total": len(items)}, ensure_ascii=False, indent=2))
        return
    heads = say(en="source,channel,team,columns", zh="来源,渠道,团队,列")
    rows = [
        (one.name, one.channel.value, one.team_id or "",
         ", ".join(f"{column}={field}" for column, field in one.mapping.items()))
        for one in found
    ]  # fmt: skip
    for line in table(heads.split(","), rows, widest=(40, 12, 40, 80)):
        click.echo(line)


def _as_json(one: "Source") -> dict[str, Any]:
    return {
        "name": one.name,
        "channel": one.channel.value,
        "team_id": one.team_id,
        "mapping": dict(one.mapping),
        "ownership_days": one.ownership_days,
    }


def _parts() -> "Parts":
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    return parts
