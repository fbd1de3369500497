"""Rows and documents into jobs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.intake.types import Reason
from core.requisition.types import NewJob
from serving.intake.reasons import reason
from trm_ml.extract.documents.types import Document

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Lexicon

_MAX_TITLE = 200
_LABELS = {
    "duties": ("岗位职责", "Responsibilities"),
    "requirements": ("任职要求", "Requirements"),
    "preferred": ("优先条件", "Preferred qualifications"),
    "skills": ("技能", "Skills"),
    "education": ("学历要求", "Education"),
    "years": ("工作年限", "Experience"),
    "city": ("工作地点", "Location"),
}


def job_of_row(
    cells: Mapping[str, str],
    mapping: Mapping[str, str],
    lexicon: "Lexicon",
    *,
    source: str,
    team_id: str | None = None,
) -> NewJob | Reason:
    """Read a job from a row; a `Reason` says why there is none in it.

    Columns beside the description are written into it under a heading in its own language, so that
    they are read, shown and edited as part of it.
    """
    values: dict[str, list[str]] = {}
    for column, field in mapping.items():
        if cells.get(column, "").strip():
            values.setdefault(field, []).append(cells[column].strip())
    title = values.get("title", [""])[0]
    parts = list(values.get("text", ()))
    if not (title or parts or "duties" in values or "requirements" in values):
        return reason("blank-title")
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in title + "".join(parts))
    for field, (zh, en) in _LABELS.items():
        body = "\n".join(values.get(field, ()))
        if body and body not in "\n".join(parts):
            head = zh if chinese else en
            parts.append(f"{head}：{body}" if chinese else f"{head}: {body}")
    text = "\n\n".join(parts)
    if not text.strip():
        return reason("blank-description")
    external_id = values.get("external_id", [""])[0]
    return _job(title, text, lexicon, source, external_id, team_id)


def job_of_document(
    document: Document,
    file_name: str,
    lexicon: "Lexicon",
    *,
    source: str,
    external_id: str,
    team_id: str | None = None,
) -> NewJob | Reason:
    """Read a job from a document; its title is the first short line, else the name of the file."""
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    if not lines:
        return reason("blank-description")
    first = lines[0].removeprefix("职位名称").removeprefix("职位").lstrip("：: ")
    title = first if 0 < len(first) <= 60 else file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return _job(title, document.text, lexicon, source, external_id, team_id)


def _job(
    title: str, text: str, lexicon: "Lexicon", source: str, external_id: str, team_id: str | None
) -> NewJob:
    from trm_ml.extract.jd import read_jd

    parsed = read_jd(text, lexicon, title=title)
    return NewJob(
        title=(title or parsed.title)[:_MAX_TITLE] or text.strip().splitlines()[0][:_MAX_TITLE],
        text=text,
        parsed=parsed,
        team_id=team_id,
        source=source,
        external_id=external_id,
    )
