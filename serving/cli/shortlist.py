"""``trm shortlist`` and ``trm jobs-for``: the main job on the workspace, without a server."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click
import orjson
from sqlalchemy.orm import Session

from core.actor import SYSTEM
from core.errors import NotFound, Unusable
from core.pool.types import Position
from core.profile import repository as profile
from core.requisition import rules
from core.requisition.repository import jobs
from core.requisition.types import ListKind
from serving import matching, messages
from serving.cli import language
from serving.cli.exits import Unreadable, Usage, exit_codes, lang_option
from serving.cli.language import say
from serving.cli.table import table
from serving.views import matches
from serving.views.lists import Lists
from serving.views.naming import Naming

if TYPE_CHECKING:
    from serving.wiring import Parts

P = ParamSpec("P")
R = TypeVar("R")
_SNIPPETS = 3
NEUTRAL = "-free"  # "no obstacle": kept with the score, and not worth a line
_EDUCATION = {
    "unknown": ("", ""),
    "secondary": ("高中/中专", "secondary"),
    "diploma": ("大专", "diploma"),
    "bachelor": ("本科", "bachelor"),
    "master": ("硕士", "master"),
    "doctorate": ("博士", "doctorate"),
}


def _in_words(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a search refuses into the exit code and the sentence of the command line."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (matching.WhereUnreadable, matching.ListNotMade) as error:
            raise Usage(_sentence(error)) from error
        except Unusable as error:
            zh = error.context.get("zh")
            raise Unreadable(say(en=error.detail, zh=str(zh or error.detail))) from error
        except (
            matching.JdEmpty,
            matching.NothingToMatch,
            matching.NoPeople,
            NotFound,
        ) as error:
            raise Unreadable(_sentence(error)) from error

    return wrapped


@click.command()
@click.option(
    "--jd",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the job description: TXT, PDF, DOCX, HTML.",
)
@click.option("--job", "job_id", help="Id of a job of the workspace.")
@click.option("--top", type=click.IntRange(1, 500), default=20, show_default=True)
@click.option("--where", default="", help='Filter, e.g. "city = 深圳 and years >= 3".')
@click.option(
    "--list",
    "kind",
    type=click.Choice([kind.value for kind in ListKind]),
    default="best",
    show_default=True,
)
@click.option("--explain", is_flag=True, help="Show reasons with the passages that prove them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
@_in_words
def shortlist(**options: Any) -> None:
    """Rank the people of the workspace for a job, and say why."""
    matching.refuse_other_lists(ListKind(options["kind"]))
    if (options["jd"] is None) == (options["job_id"] is None):
        raise Usage(say(en="Give either --jd FILE or --job ID.", zh="--jd 和 --job 给且只给一个。"))
    parts = _parts()
    with parts.db.read() as session:
        position = _position(parts, session, options)
        found = matching.search(
            parts, session, SYSTEM, position, where=options["where"], top=options["top"]
        )
    content = Lists(Naming(parts.lexicon, parts.clock.now())).found(
        found, where=options["where"], top=options["top"]
    )
    content["title"] = position.title
    content["requirements"] = [matches.requirement(need) for need in position.requirements]
    if options["as_json"]:
        _print_json(content)
    else:
        _print_list(content, explain=options["explain"])


@click.command("jobs-for")
@click.option("--talent", "talent_id", required=True, help="Id of the person.")
@click.option("--top", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--explain", is_flag=True, help="Show reasons with the passages that prove them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@lang_option
@exit_codes
@_in_words
def jobs_for(talent_id: str, top: int, *, explain: bool, as_json: bool) -> None:
    """Rank the open jobs of the workspace for a person, and say why."""
    parts = _parts()
    with parts.db.read() as session:
        talent = profile.get(session, SYSTEM, talent_id)
        found = matching.jobs_for(parts, session, SYSTEM, talent)
    items = Lists(Naming(parts.lexicon, parts.clock.now())).jobs(found.matches[:top], talent)
    notices = matches.notices(found.notices)
    if as_json:
        _print_json({"talent_id": talent.id, "items": items, "notices": notices})
        return
    rows = [
        [str(rank), f"{100 * item['score']:.1f}", item["title"], item["job_id"]]
        for rank, item in enumerate(items, start=1)
    ]
    heads = ["#", say(en="fit", zh="匹配"), say(en="job", zh="职位"), say(en="id", zh="编号")]
    _print_rows(heads, rows, (4, 6, 50, 40), items if explain else [])
    _print_notices(notices)


COMMANDS: list[click.Command] = [shortlist, jobs_for]


def _parts() -> "Parts":
    """Return the parts of the workspace, its schema and index brought up to date.

    Whoever calls a command from a program may hand in parts as the context's object.
    """
    given: Parts | None = click.get_current_context().obj
    if given is not None:
        return given
    from serving import settings, wiring
    from serving.cli.index import Bar
    from serving.cli.serve import bring_up_to_date
    from serving.population import make_ready

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    with parts.db.read() as session:
        anybody = profile.count(session) > 0
    if anybody:
        bar = Bar()
        try:
            make_ready(parts, bar)
        finally:
            bar.close()
    return parts


def _position(parts: "Parts", session: Session, options: dict[str, Any]) -> Position:
    if options["job_id"] is not None:
        return rules.position_of(jobs.get(session, SYSTEM, options["job_id"]))
    from trm_ml.extract.documents import read_document

    path: Path = options["jd"]
    document = read_document(path.read_bytes(), path.name)
    position = matching.read_jd(parts, document.text)
    if position.title:
        return position
    return matching.read_jd(parts, document.text, title=document.title)


def _sentence(error: Any) -> str:
    spoken = language.current()
    _, detail = messages.problem(error.code, error.detail, error.context, language=spoken)
    return detail


def _print_json(content: dict[str, Any]) -> None:
    options = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
    click.echo(orjson.dumps(content, option=options).decode())


def _print_list(content: dict[str, Any], *, explain: bool) -> None:
    if content["title"]:
        click.echo(content["title"])
    for must, head in ((True, say(en="must", zh="必备")), (False, say(en="nice", zh="加分"))):
        labels = [need["label"] for need in content["requirements"] if need["must"] is must]
        if labels:
            click.echo(f"{head}: {', '.join(labels)}")
    click.echo()
    rows = [
        [
            str(row["rank"]),
            f"{100 * row['score']:.1f}",
            row["talent"]["name"] or row["talent"]["id"],
            _headline(row["talent"]),
            row["talent"]["place"]["names"][language.current()],
            "" if row["talent"]["years"] is None else f"{row['talent']['years']:g}",
            say(
                zh=_EDUCATION[row["talent"]["education"]][0],
                en=_EDUCATION[row["talent"]["education"]][1],
            ),
            f"{100 * row['talent']['reachability']['score']:.0f}",
            str(len(row["missing"]) or ""),
        ]
        for row in content["rows"]
    ]
    heads = [
        "#",
        say(en="fit", zh="匹配"),
        say(en="name", zh="姓名"),
        say(en="title · company", zh="职位 · 公司"),
        say(en="city", zh="城市"),
        say(en="years", zh="年限"),
        say(en="education", zh="学历"),
        say(en="reach", zh="可联系"),
        say(en="missing", zh="缺"),
    ]
    _print_rows(heads, rows, (4, 6, 24, 44, 20, 6, 12, 6, 8), content["rows"] if explain else [])
    _print_notices(content["notices"])
    click.echo(_footer(content), err=True)


def _headline(talent: dict[str, Any]) -> str:
    return " · ".join(part for part in (talent["headline"], talent["company"]) if part)


def _print_rows(
    heads: list[str], rows: list[list[str]], widest: tuple[int, ...], explained: list[Any]
) -> None:
    lines = table(heads, rows, widest=widest)
    for line in lines[:2]:
        click.echo(line)
    for at, line in enumerate(lines[2:]):
        click.echo(line)
        if explained:
            _print_reasons(explained[at])


def _print_reasons(row: dict[str, Any]) -> None:
    spoken = language.current()
    said: set[str] = set()
    for reason in row["reasons"]:
        if reason["code"].endswith(NEUTRAL):
            continue
        click.echo(f"      {'＋' if reason['positive'] else '−'} {reason['text'][spoken]}")
        for snippet in _snippets(reason, said):
            click.echo(f"          「{snippet}」")
    missing = ", ".join(need["label"] for need in row["missing"])
    if missing:
        click.echo(f"      ✗ {say(en='missing must-haves: ', zh='缺少必备：')}{missing}")
    for change in row.get("changes", []):
        click.echo(f"      ↑ {change['text'][spoken]}")


def _snippets(reason: dict[str, Any], said: set[str]) -> list[str]:
    """Return passages that were not ``said`` of this person before, and note them there."""
    found = [f"{one['before']}{one['text']}{one['after']}" for one in reason["evidence"]]
    new = [one for one in dict.fromkeys(found) if one not in said][:_SNIPPETS]
    said.update(new)
    return new


def _print_notices(notices: list[dict[str, Any]]) -> None:
    for notice in notices:
        click.echo(notice["text"][language.current()], err=True)


def _footer(content: dict[str, Any]) -> str:
    return say(
        en=f"{len(content['rows'])} of {content['considered']} people; model "
        f"{content['model_version']}; advice, not a decision.",
        zh=f"{content['considered']} 人中的 {len(content['rows'])} 人；模型 "
        f"{content['model_version']}；仅供参考，由人决定。",
    )
