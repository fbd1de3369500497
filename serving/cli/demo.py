"""``trm demo``: a workspace of invented people, ready to look at."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

if TYPE_CHECKING:
    from serving.wiring import Parts

say = language.say


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
@lang_option
@exit_codes
def demo(talents: int, jobs: int, seed: int, directory: Path | None, *, no_serve: bool) -> None:
    """Make a workspace with people, jobs and history in Chinese and English, then serve it."""
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date, run_server
    from serving.demo import fill

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    with parts.db.read() as session:
        there = fill.is_there(session)
    if not there:
        if directory is None:
            _invent(parts, fill.Company(talents, jobs, seed))
        else:
            _read(parts, directory, jobs, seed)
        with parts.db.write() as session:
            fill.mark_whole(session, now=parts.clock.now())
    _index(parts)
    click.echo(
        say(
            en="All names and addresses here are invented; any likeness is chance.",
            zh="这里的姓名与联系方式均为虚构，如有雷同纯属巧合。",
        )
    )
    if no_serve:
        return
    link = fill.admin_link(parts)
    click.echo(say(en=f"Open this link, once: {link}", zh=f"打开此链接登录（仅一次有效）：{link}"))
    run_server(parts, with_worker=True)


COMMANDS: list[click.Command] = [demo]


def _invent(parts: "Parts", company: object) -> None:
    from serving.cli.index import Bar
    from serving.demo import fill

    assert isinstance(company, fill.Company)
    bar, done = Bar(), 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        bar(done, company.people, say(en="inventing people", zh="生成人物"))

    try:
        fill.fill_invented(parts, company, progress=report)
    finally:
        bar.close()


def _read(parts: "Parts", directory: Path, jobs: int, seed: int) -> None:
    from serving.demo import fill

    people, posts = fill.fill_real(parts, directory, jobs=jobs, seed=seed)
    click.echo(
        say(en=f"Read {people} CVs and {posts} JDs.", zh=f"读取 {people} 份简历、{posts} 份 JD。")
    )


def _index(parts: "Parts") -> None:
    from serving import indexing
    from serving.cli.index import Bar
    from serving.population import index_state

    if index_state(parts)["state"] == "ready":
        return
    bar = Bar()
    try:
        indexing.build(parts, bar)
    finally:
        bar.close()
