"""``trm demo``: a workspace of invented people, ready to look at."""

from pathlib import Path

import click

from serving.cli import language
from serving.cli.exits import exit_codes


@click.command()
@click.option("--talents", default=2000, show_default=True, help="How many people to invent.")
@click.option("--jobs", default=40, show_default=True, help="How many jobs to invent or to read.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same company.")
@click.option(
    "--from",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read real CVs and JDs from this directory instead, under invented names.",
)
@click.option("--no-serve", is_flag=True, help="Make the workspace and stop.")
@exit_codes
def demo(talents: int, jobs: int, seed: int, directory: Path | None, *, no_serve: bool) -> None:
    """Make a workspace with people, jobs and history in Chinese and English, then serve it."""
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date, run_server
    from serving.demo import fill, session_link

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    with parts.db.read() as session:
        there = fill.check_empty_or_demo(session)
    if not there:
        _fill(parts, talents, jobs, seed, directory)
    click.echo(
        language.say(
            en="All people here are invented; any likeness is chance.",
            zh="这里的人物均为虚构，如有雷同纯属巧合。",
        )
    )
    link = session_link.for_admin(parts)
    click.echo(language.say(en=f"Open {link}", zh=f"打开 {link}"))
    if not no_serve:
        run_server(parts, with_worker=True)
