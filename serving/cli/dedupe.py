"""``trm dedupe``: who may be one person: find them, decide about them, say why."""

from typing import TYPE_CHECKING, Any

import click
import orjson

from serving.cli import language
from serving.cli.exits import Usage, exit_codes, lang_option
from serving.cli.unmerge import unmerge

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actor import Actor
    from core.identity.types import Pair
    from core.profile.types import Talent
    from serving.wiring import Parts

say = language.say
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_VERDICTS = ("same", "different", "skipped", "open")
_KEYS = {"1": "same", "2": "different", "3": "skipped"}


@click.group()
def dedupe() -> None:
    """Find people who may be one person, decide about them, say why."""


dedupe.add_command(unmerge)


@dedupe.command()
@_json
@lang_option
@exit_codes
def run(*, as_json: bool) -> None:
    """Compare everybody, and refresh the queue; what was decided stays and binds."""
    from serving.cli.index import Bar
    from serving.duplicates import runs
    from serving.views import duplicates as views

    parts, bar = _parts(), Bar()
    try:
        made = runs.find(parts, bar)
    finally:
        bar.close()
    if as_json:
        click.echo(orjson.dumps(views.run(made)))
        return
    click.echo(
        say(
            en=f"{made.people} people, {made.compared} pairs compared: {made.proposed} to merge, "
            f"{made.to_review} to look at. Share of true pairs compared, estimated: "
            f"{made.blocking_recall:.1%}.",
            zh=f"{made.people} 人，比较 {made.compared} 对：建议合并 {made.proposed} 对，"
            f"待人工查看 {made.to_review} 对。真重复被比较到的比例约 {made.blocking_recall:.1%}。",
        )
    )


@dedupe.command()
@click.option("--band", type=click.Choice(["merge", "review"]), help="Only these.")
@click.option("--state", type=click.Choice(_VERDICTS), default="open", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--pair", "pair_id", metavar="ID", help="The pair that --verdict is about.")
@click.option("--verdict", type=click.Choice(_VERDICTS), help="What you say of it.")
@click.option("--ask", is_flag=True, help="Go through the queue: 1 same, 2 different, 3 skip.")
@click.option("--by", "email", help="E-mail of the account that decides.")
@_json
@lang_option
@exit_codes
def review(  # noqa: PLR0913  one argument an option
    band: str | None,
    state: str,
    limit: int,
    pair_id: str | None,
    verdict: str | None,
    email: str | None,
    *,
    ask: bool,
    as_json: bool,
) -> None:
    """List pairs, the most useful to decide first; or decide about one, or about each in turn."""
    if (pair_id is None) != (verdict is None):
        raise Usage(
            say(en="--pair and --verdict go together.", zh="--pair 与 --verdict 要一起用。")
        )
    if (ask or verdict) and not email:
        raise Usage(say(en="Say who decides: --by E-MAIL.", zh="请用 --by 邮箱 说明由谁判断。"))
    parts = _parts()
    if pair_id and verdict and email:
        _show([_decided(parts, email, pair_id, verdict)], as_json=as_json)
        return
    listed = _listed(parts, band=band, state=state, limit=limit)
    if ask and email:
        _ask(parts, email, listed)
        return
    _show(listed, as_json=as_json)


@dedupe.command()
@click.argument("one")
@click.argument("other")
@_json
@lang_option
@exit_codes
def explain(one: str, other: str, *, as_json: bool) -> None:
    """Say why two people are or are not held to be one."""
    from core.actor import SYSTEM
    from core.profile import repository as profile
    from serving.duplicates import explaining
    from serving.views import duplicates as views

    parts = _parts()
    with parts.db.read() as session:
        probability, findings, pair = explaining.explain(session, SYSTEM, one, other)
        talents = profile.get_many(session, SYSTEM, [one, other])
    ids = (pair.talent_id, pair.other_id) if pair else (one, other)
    rows = views.compared(talents[ids[0]], talents[ids[1]], findings, with_contact=True)
    summary = views.summary(probability, findings)
    if as_json:
        told: dict[str, Any] = {
            "talents": list(ids),
            "probability": probability,
            "pair": pair.id if pair else None,
            "state": pair.state if pair else None,
            "summary": summary,
            "fields": rows,
        }
        click.echo(orjson.dumps(told))
        return
    click.echo(say(**summary))
    for row in rows:
        click.echo(f"{say(**row['label'])}: {', '.join(row['one'])} | {', '.join(row['other'])}")
        for said in row["findings"]:
            click.echo(f"    {said['weight']:+6.2f}  {say(**said['text'])}")


COMMANDS: list[click.Command] = [dedupe]

Shown = tuple["Pair", dict[str, "Talent"]]


def _listed(parts: "Parts", *, band: str | None, state: str, limit: int) -> "list[Shown]":
    from core.actor import SYSTEM
    from core.identity import repository
    from core.identity.types import Asked, Band, PairState

    with parts.db.read() as session:
        asked = Asked(PairState(state), Band(band) if band else None)
        found = repository.page(session, SYSTEM, asked, limit=limit)
        return [(pair, _people(session, pair)) for pair in found]


def _decided(parts: "Parts", email: str, pair_id: str, verdict: str) -> "Shown":
    from core.identity import service
    from core.identity.types import PairState

    with parts.db.write() as session:
        actor = _actor(session, email)
        pair = service.decide(session, actor, pair_id, PairState(verdict), now=parts.clock.now())
        return pair, _people(session, pair)


def _ask(parts: "Parts", email: str, listed: "list[Shown]") -> None:
    """Show one pair after the other and take a key for each; anything else ends it."""
    for shown in listed:
        _show([shown], as_json=False)
        key = click.prompt(
            say(
                en="1 same · 2 different · 3 skip · q end", zh="1 同一人 · 2 不是 · 3 跳过 · q 结束"
            ),
            default="q",
            show_default=False,
            err=True,
        )
        if key not in _KEYS:
            return
        _decided(parts, email, shown[0].id, _KEYS[key])


def _people(session: "Session", pair: "Pair") -> "dict[str, Talent]":
    from core.actor import SYSTEM
    from core.profile import repository as profile

    return profile.get_many(session, SYSTEM, [pair.talent_id, pair.other_id])


def _actor(session: "Session", email: str) -> "Actor":
    from core.access import admin
    from core.actor import Permission
    from core.errors import Forbidden

    actor = admin.by_email(session, email).actor
    if not actor.may(Permission.PEOPLE_WRITE):
        raise Forbidden("this account may not decide about people", permission="people:write")
    return actor


def _show(listed: "list[Shown]", *, as_json: bool) -> None:
    from serving.views import duplicates as views

    if as_json:
        told = [
            {
                "id": pair.id,
                "talents": [pair.talent_id, pair.other_id],
                "probability": pair.probability,
                "band": pair.band,
                "state": pair.state,
                "usefulness": pair.usefulness,
                "summary": views.summary(pair.probability, pair.findings),
            }
            for pair, _ in listed
        ]
        click.echo(orjson.dumps(told))
        return
    if not listed:
        click.echo(say(en="The queue is empty.", zh="没有待处理的重复。"))
    for pair, people in listed:
        names = " | ".join(
            f"{people[talent_id].facts.name} ({talent_id})"
            for talent_id in (pair.talent_id, pair.other_id)
        )
        click.echo(f"{pair.id}  {pair.band.value:6} {pair.state.value:9} {names}")
        click.echo("    " + say(**views.summary(pair.probability, pair.findings)))


def _parts() -> "Parts":
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    return parts
