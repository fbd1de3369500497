"""Public forms, rendered here: they work without JavaScript, without a cookie, in two languages."""

import threading
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile as StarletteUpload
from starlette.responses import RedirectResponse

from core.actor import SYSTEM
from core.consent.repository import ledger
from core.content import service
from core.content.types import Form as PublicForm
from core.content.types import FormClosed, FormKind
from core.errors import NotFound
from core.profile.types import NewAttachment
from core.requisition.repository import jobs
from serving.deps import NowDep, PartsDep, public
from serving.forms import submission, tokens
from serving.forms.submission import Submission
from serving.forms.taking_in import Sent, take_in
from serving.intake.inputs import digest
from serving.intake.working import MEDIA_TYPES
from serving.problems import language_of
from serving.web.pages import render
from serving.wiring import Parts
from trm_ml.extract.documents.reader import DocumentReader
from trm_ml.extract.documents.types import MAX_BYTES, Document
from trm_ml.extract.documents.why import UnusableFile

router = APIRouter(prefix="/p/f", include_in_schema=False)
_PAGES = {FormKind.APPLY: "form_apply.html", FormKind.REFER: "form_refer.html"}
_READING = threading.BoundedSemaphore(2)  # each reads a file in a process of its own
_PATIENCE_S = 30
_BUSY = ("现在无法读取附件，请稍后再试。", "Files cannot be read just now; try again in a moment.")
_TOO_LARGE = ("文件超过 10 MB。", "The file is larger than 10 MB.")
MAX_FILE = min(MAX_BYTES, 10_000_000)
Field = Annotated[str, Form()]


@router.get("/{form_id}", dependencies=[public])
def show(request: Request, parts: PartsDep, now: NowDep, form_id: str, lang: str = "") -> Response:
    """Show a form, empty: whoever sat here before leaves nothing in it."""
    try:
        form, known = _form(parts, form_id)
    except FormClosed:
        return render(request, "form_closed.html", status=404)
    token = tokens.issue(parts.keys().secret, form.id, now=now)
    return _page(request, form, known, token, lang=lang)


@router.get("/{form_id}/thanks", dependencies=[public])
def thanks(request: Request, parts: PartsDep, form_id: str, lang: str = "") -> Response:
    """Say that it came in; the same to everybody."""
    return render(request, "form_thanks.html", page_language=_language(request, lang))


@router.post("/{form_id}", dependencies=[public])
def send(  # noqa: PLR0913  one for each field of the page
    request: Request,
    parts: PartsDep,
    now: NowDep,
    form_id: str,
    name: Field = "",
    email: Field = "",
    phone: Field = "",
    city: Field = "",
    note: Field = "",
    agreed: Field = "",
    pool: Field = "",
    told: Field = "",
    referrer_name: Field = "",
    referrer_email: Field = "",
    homepage: Field = "",
    token: Field = "",
    lang: Field = "",
    cv: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    """Take a form in, and answer the same whoever is known; what is wrong is said on the page."""
    try:
        form, known = _form(parts, form_id)
    except FormClosed:
        return render(request, "form_closed.html", status=404)
    fields = {
        "name": name, "email": email, "phone": phone, "city": city, "note": note, "agreed": agreed,
        "pool": pool, "told": told, "referrer_name": referrer_name,
        "referrer_email": referrer_email, "language": _language(request, lang),
    }  # fmt: skip
    shown = tokens.read(parts.keys().secret, form.id, token, now=now)
    done = RedirectResponse(f"/p/f/{form.id}/thanks?lang={fields['language']}", 303)
    if homepage or (shown is not None and shown.is_hasty):
        return done  # a machine: it learns nothing, and nothing is stored
    found = submission.read(form.kind, fields)
    if shown is None:
        found.wrong("form", "old")
    content = b"" if found.errors else _content(cv, found)
    document = _document(content, found) if content and not found.errors else None
    if found.errors or shown is None:
        fresh = tokens.issue(parts.keys().secret, form.id, now=now)
        return _page(request, form, known, fresh, lang=lang, found=found)
    file = _kept(parts, cv, content, document)
    sent = Sent(form, found, shown.nonce, known["job_title"], document, file)
    take_in(parts, sent, now=now)
    return done


def _form(parts: Parts, form_id: str) -> tuple[PublicForm, dict[str, Any]]:
    with parts.db.read() as session:
        form = service.open_one(session, form_id)
        return form, {
            "job_title": _job_title(session, form.job_id),
            "wording": _wording(session, form.wording_id),
            "pool_wording": _wording(session, form.pool_wording_id),
            "company": parts.settings.company_name,
        }


def _job_title(session: Session, job_id: str) -> str:
    try:
        return jobs.get(session, SYSTEM, job_id).title if job_id else ""
    except NotFound:
        return ""  # the job is gone, and the form still stands for the company


def _wording(session: Session, wording_id: str) -> dict[str, str]:
    found = ledger.wording(session, wording_id) if wording_id else None
    return {"zh": found.zh, "en": found.en} if found else {}


def _language(request: Request, lang: str) -> str:
    return lang if lang in {"zh", "en"} else language_of(request.scope)


def _page(
    request: Request,
    form: PublicForm,
    known: Mapping[str, Any],
    token: str,
    *,
    lang: str,
    found: Submission | None = None,
) -> Response:
    language = _language(request, lang)
    at = 0 if language == "zh" else 1
    errors = {name: said[at] for name, said in found.errors.items()} if found else {}
    return render(
        request,
        _PAGES[form.kind],
        status=422 if found else 200,
        page_language=language,
        form=form,
        title=form.title_zh if language == "zh" else form.title_en,
        intro=form.intro_zh if language == "zh" else form.intro_en,
        said=dict(found.said) if found else {},
        errors=errors,
        token=token,
        **known,
    )


def _content(cv: UploadFile | str | None, found: Submission) -> bytes:
    if not isinstance(cv, StarletteUpload) or not cv.filename:
        return b""
    content = cv.file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        found.errors["cv"] = _TOO_LARGE
    return content


def _document(content: bytes, found: Submission) -> Document | None:
    if not _READING.acquire(timeout=_PATIENCE_S):
        found.errors["cv"] = _BUSY
        return None
    try:
        with DocumentReader() as reader:
            return reader.read(content)
    except UnusableFile as error:
        found.errors["cv"] = (error.zh, error.en)
        return None
    finally:
        _READING.release()


def _kept(
    parts: Parts, cv: UploadFile | str | None, content: bytes, document: Document | None
) -> NewAttachment | None:
    if document is None or cv is None or isinstance(cv, str):
        return None
    name = (cv.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:200]
    return NewAttachment(
        file_name=name,
        media_type=MEDIA_TYPES[document.kind.value],
        size_bytes=len(content),
        sha256=digest(content),
        stored_as=parts.attachments.put(content),
    )
