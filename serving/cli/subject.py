"""``trm erase`` and ``trm export``: what a person may ask for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

if TYPE_CHECKING:
    from serving.wiring import Parts

say = language.say


@click.command()
@click.argument("talent")
@click.option("--reason", required=True, help="Why; kept when the person is gone.")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
def erase(*, talent: str, reason: str, yes: bool, as_json: bool) -> None:
    """Delete all that is kept of a person, everywhere; this cannot be undone."""
    from core.actor import SYSTEM
    from core.subject import repository, service
    from serving import erasure

    parts = _parts()
    if not yes:
        click.confirm(
            say(
                en=f"Erase {talent} from every store? This cannot be undone.",
                zh=f"从所有存储中删除 {talent}？此操作不可撤销。",
            ),
            abort=True,
            err=True,
        )
    with parts.db.read() as session:
        asked = repository.of_person(session, talent)
    if asked is None or asked.finished_at is not None:
        with parts.db.write() as session:
            asked = service.request_erasure(
                session, SYSTEM, talent, reason=reason, now=parts.clock.now()
            )
    done = erasure.carry_out(parts, asked.id)
    if as_json:
        click.echo(orjson.dumps({"id": done.id, "talent_id": talent, "done": dict(done.done)}))
        return
    click.echo(say(en=f"Erased. Receipt {done.id}:", zh=f"已删除。回执 {done.id}："))
    for store, at in done.done.items():
        click.echo(f"  {store:12} {at}")


@click.command()
@click.argument("talent")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The zip to write; TALENT.zip when left out.",
)
@lang_option
@exit_codes
def export(*, talent: str, out: Path | None) -> None:
    """Write a zip of all that is kept of a person: JSON, a page in zh and in en, their files."""
    from core.actor import SYSTEM
    from serving import personal_copy

    path = out or Path(f"{talent}.zip")
    content = personal_copy.write(_parts(), SYSTEM, talent)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(content)
    aside.replace(path)
    click.echo(str(path))


def _parts() -> "Parts":
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    return parts
