"""The copy that a person may ask for: one zip with JSON, a page in Chinese, one in English, files.

Everything that is kept of them is in the JSON, table by table; the page says it in words.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.actor import Actor
from core.errors import NotFound
from core.profile import repository as profile
from core.subject import service
from core.subject.types import Rows

if TYPE_CHECKING:
    from serving.wiring import Parts

# table → heading in Chinese and in English; a table without one is shown by its name
HEADINGS: dict[str, tuple[str, str]] = {
    "talent": ("我们掌握的情况", "What we hold about you"),
    "identifier": ("联系方式", "How you can be reached"),
    "source_record": ("信息来源", "Where it came from"),
    "source_link": ("来源与档案的关联", "How sources were linked to you"),
    "interaction": ("往来记录", "What happened between us"),
    "consent_entry": ("授权与撤回", "What you agreed to and withdrew"),
    "relationship": ("在公司的身份与经历", "How you stood to the company, and since when"),
    "application": ("应聘记录", "Your applications"),
    "agency_claim": ("猎头推荐", "Agencies that suggested you"),
    "referral": ("谁推荐了你", "Who suggested you"),
    "retention_standing": ("与我们的关系", "How you stand to us"),
    "retention_hold": ("保留理由", "Why your data are kept longer"),
    "retention_notice": ("到期提醒", "When your data are due to go"),
    "portal_visit": ("你查看自己资料的记录", "Your own visits"),
    "task": ("待办与跟进", "What was to be done about you"),
    "phone_call": ("通话记录", "Calls with you"),
    "sending": ("发给你的消息", "Messages to you"),
    "attachment": ("文件", "Files"),
    "shortlist_entry": (
        "被推荐的职位、评分与理由",
        "Jobs you were ranked for, with score and reasons",
    ),
    "shortlist_decision": ("相关决定", "Decisions"),
    "import_row": ("导入记录", "Imports that named you"),
    "audit_entry": ("谁在何时查看或改动", "When your record was read or changed"),
}


def write(parts: "Parts", actor: Actor, talent_id: str) -> bytes:
    """Return the zip of one person.

    Raises:
        NotFound: there is no such person for this actor.
    """
    now = parts.clock.now()
    with parts.db.write() as session:
        tables = service.export(session, actor, talent_id, now=now)
        files = profile.attachments_of(session, actor, talent_id)
    document = {"talent_id": talent_id, "as_of": now.isoformat(), "tables": tables}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", orjson.dumps(document, option=orjson.OPT_INDENT_2))
        for number, language in enumerate(("zh", "en")):
            archive.writestr(f"data.{language}.html", _page(tables, number, language, now))
        for file in files:
            try:
                content = parts.attachments.read(file.stored_as)
            except NotFound:
                continue  # its row says that there was a file
            archive.writestr(f"files/{file.version}-{Path(file.file_name).name}", content)
    return out.getvalue()


def _page(tables: Mapping[str, Rows], number: int, language: str, now: datetime) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "web" / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    named = [(HEADINGS.get(name, (name, name))[number], rows) for name, rows in tables.items()]
    order = sorted(named, key=lambda part: _place(part[0], number))
    template = environment.get_template("personal_copy.html")
    return template.render(language=language, sections=order, now=now, flat=_flat, nonce="")


def _place(heading: str, number: int) -> int:
    headings = [both[number] for both in HEADINGS.values()]
    return headings.index(heading) if heading in headings else len(headings)


def _flat(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Return the leaves of a value as (path, text); what is empty says nothing."""
    if isinstance(value, Mapping):
        pairs = [(f"{prefix}.{key}" if prefix else str(key), one) for key, one in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{prefix} {at}", one) for at, one in enumerate(value, start=1)]
    else:
        return [] if value in ("", None) else [(prefix, str(value))]
    return [leaf for path, one in pairs for leaf in _flat(one, path)]
