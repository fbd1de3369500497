"""``trm serve``, ``worker``, ``migrate``, ``doctor``: running the service, looking after it."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

import click

from serving import running
from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

if TYPE_CHECKING:
    from serving.wiring import Parts

say = language.say
RESTART_AFTER_S = 2.0


@click.command()
@click.option("--host", help="Address to listen on; the setting's when left out.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; the setting's when left out.")
@click.option("--with-worker", is_flag=True, help="Run a worker process beside the server.")
@lang_option
@exit_codes
def serve(host: str | None, port: int | None, *, with_worker: bool) -> None:
    """Serve the workspace: console, API and public pages."""
    from serving import settings, wiring

    given = {"host": host, "port": port}
    parts = wiring.build(settings.load(**{k: v for k, v in given.items() if v is not None}))
    bring_up_to_date(parts)
    link = first_link(parts)
    if link:
        click.echo(say(en=f"Set TRM up here, once: {link}", zh=f"首次设置（仅一次）：{link}"))
    click.echo(
        say(en=f"Serving {parts.settings.base_url}", zh=f"服务地址 {parts.settings.base_url}")
    )
    run_server(parts, with_worker=with_worker)


@click.command()
@click.option("--once", is_flag=True, help="Run what is due now, then stop.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
@lang_option
@exit_codes
def worker(parent: int | None, *, once: bool) -> None:
    """Run background jobs; any number of workers may run at once, on any machine."""
    from serving import settings, wiring
    from serving.worker import Worker, drain

    _log_to_stderr()
    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    if once:
        count = drain(parts)
        click.echo(say(en=f"{count} jobs run", zh=f"执行了 {count} 个任务"), err=True)
        return
    working = Worker(parts, owner=f"{socket.gethostname()}:{os.getpid()}")

    def stop(_signal: int, _frame: FrameType | None) -> None:
        working.stop()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    with running.held(parts.paths.workspace):
        working.run(should_go_on=lambda: parent is None or os.getppid() == parent)


@click.command()
@click.option("--write", metavar="MESSAGE", help="For developers: write the next revision instead.")
@lang_option
@exit_codes
def migrate(write: str | None) -> None:
    """Bring the database to this program's schema, after a backup."""
    from serving import schema, settings, wiring

    if write is not None:
        click.echo(schema.write_revision(write))
        return

    parts = wiring.build(settings.load())
    saved = schema.migrate(parts.db, backups=parts.paths.backups, now=parts.clock.now())
    if saved is not None:
        click.echo(say(en=f"Backup: {saved}", zh=f"备份：{saved}"))
    revision = schema.state(parts.db).current
    click.echo(say(en=f"The schema is at {revision}.", zh=f"数据库结构版本 {revision}。"))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@lang_option
@exit_codes
def doctor(*, as_json: bool) -> None:
    """Say what is wrong with this workspace, and how to mend it; exit 6 if anything is."""
    import json

    from serving import checkup, settings, wiring

    findings = checkup.look(wiring.build(settings.load()))
    if as_json:
        items = [
            {"name": one.name, "ok": one.ok, "said": say(en=one.en, zh=one.zh)} for one in findings
        ]
        click.echo(json.dumps({"items": items}, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(f"{'✓' if one.ok else '✗'} {one.name}: {say(en=one.en, zh=one.zh)}")
    if not all(one.ok for one in findings):
        raise SystemExit(6)


COMMANDS: list[click.Command] = [serve, worker, migrate, doctor]


def bring_up_to_date(parts: "Parts") -> None:
    """Migrate the database if it needs it, saying so."""
    from filelock import FileLock

    from serving import schema

    with FileLock(parts.paths.workspace / ".migrate.lock"):  # server and worker start together
        state = schema.state(parts.db)
        if state.current == state.wanted:
            return
        saved = schema.migrate(parts.db, backups=parts.paths.backups, now=parts.clock.now())
    if saved is not None:
        text = say(en=f"Schema migrated; backup: {saved}", zh=f"已升级数据库结构；备份：{saved}")
        click.echo(text, err=True)


def first_link(parts: "Parts") -> str:
    """Return the link that makes the first account; empty once there is one."""
    from core.access import service
    from core.access.types import LinkPurpose
    from serving import links

    with parts.db.write() as session:
        link = service.setup_link(session, secret=parts.keys().secret, now=parts.clock.now())
    return links.address(parts.settings, LinkPurpose.SETUP, link.token) if link else ""


def run_server(parts: "Parts", *, with_worker: bool) -> None:
    """Serve until a signal comes; the worker process beside it is restarted if it dies."""
    _log_to_stderr()
    threading.Thread(target=_warm, args=(parts,), name="warm-up", daemon=True).start()

    import uvicorn

    from serving.app import create_app

    over = threading.Event()
    companion = threading.Thread(target=_keep_worker, args=(over,), daemon=True)
    if with_worker:
        companion.start()
    try:
        with running.held(parts.paths.workspace):
            # our own log: uvicorn's would write addresses with one-time tokens in them
            uvicorn.run(
                create_app(parts),
                host=parts.settings.host,
                port=parts.settings.port,
                log_level="warning",
                access_log=False,
                server_header=False,
            )
    finally:
        over.set()
        if with_worker:
            companion.join(timeout=10)


def _warm(parts: "Parts") -> None:
    """Load what the first search needs beside the start of the server, reading files as it goes.

    What cannot be loaded now says so to whoever asks for it.
    """
    from core.errors import TalentError
    from trm_ml.ranking.generations import Generations

    if not Generations(parts.paths.index).current():
        return
    opening = threading.Thread(target=_tried, args=(parts.population,), daemon=True)
    opening.start()
    try:
        lexicon = parts.lexicon()
        lexicon.find_skills("")
        lexicon.find_titles("")
        parts.models.current()
        parts.matcher()
    except TalentError as error:
        logging.getLogger("trm").warning("warm-up: %s", error)
    opening.join()


def _tried(load: Callable[[], object]) -> None:
    from core.errors import Unavailable

    with suppress(Unavailable):
        load()


def _keep_worker(over: threading.Event) -> None:
    command = [sys.executable, "-m", "serving.cli.main", "worker", "--parent", str(os.getpid())]
    while not over.is_set():
        process = subprocess.Popen(command)  # noqa: S603  our own program
        while process.poll() is None and not over.wait(0.5):
            pass
        if over.is_set():
            process.terminate()
            process.wait(timeout=8)
            return
        over.wait(RESTART_AFTER_S)


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    ours = logging.getLogger("trm")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
