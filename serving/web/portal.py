"""A person's own page: see, correct, allow and forbid, take a copy, ask for a human."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from core.consent import service as consent
from core.consent.repository import ledger
from core.consent.types import ConsentChannel, Purpose, Why, WordingUnknown
from core.portal import service
from core.portal.types import PERSON, VISIT_LIVES, NothingAsked, Visit, VisitOver, Wish
from core.profile import repository as profile
from core.profile import service as profile_service
from core.profile.rules import normal_phone
from core.profile.types import Place, Talent
from serving import personal_copy
from serving.deps import NowDep, PartsDep, ReadingDep, public
from serving.web.pages import render
from serving.wiring import Parts

router = APIRouter(prefix="/p/me", include_in_schema=False)
COOKIE = "trm_visit"
Short = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Form(max_length=4_000, pattern=r"^[^\x00]*$")]
PURPOSES: dict[Purpose, tuple[str, str]] = {
    Purpose.RECRUITMENT: ("我申请的职位", "The jobs I applied for"),
    Purpose.TALENT_POOL: ("以后的机会（人才库）", "Later opportunities (talent pool)"),
    Purpose.MARKETING: ("活动与公司消息", "Events and news"),
    Purpose.REHIRE: ("离职后的再次联系", "Being asked back"),
    Purpose.PROFILING: (
        "由程序比对职位并打分（由人决定）",
        "A program comparing me with jobs (people decide)",
    ),
}
WAYS: dict[ConsentChannel, tuple[str, str]] = {
    ConsentChannel.EMAIL: ("电子邮件", "E-mail"),
    ConsentChannel.PHONE: ("电话", "Phone"),
    ConsentChannel.SMS: ("短信", "SMS"),
    ConsentChannel.WECOM: ("企业微信", "WeCom"),
}
SAID: dict[Why, tuple[str, str]] = {
    Why.GIVEN: ("你同意了。", "You agreed."),
    Why.NOT_REFUSED: ("你没有反对；不愿意就取消勾选。", "You did not object; untick it if you do."),
    Why.NEVER_ASKED: ("我们还没有征求过你的同意。", "You were not asked yet."),
    Why.REFUSED: ("你没有同意。", "You said no."),
    Why.WITHDRAWN: ("你已撤回同意。", "You took your consent back."),
    Why.CLOSED: ("这个用途已经结束。", "This has come to its end."),
    Why.EXPIRED: ("你的同意已经过期。", "Your consent ran out."),
    Why.SUPPRESSED: ("这个地址在禁止触达名单里。", "Your address is on the do-not-contact list."),
}
CHANNELS: dict[str, tuple[str, str]] = {
    "import": ("我们导入的名单", "a list we imported"),
    "cv": ("你的简历", "your CV"),
    "api": ("其他系统传来", "another system"),
    "manual": ("手工填写", "written by hand"),
}


@router.get("", dependencies=[public])
def show(
    request: Request,
    session: ReadingDep,
    now: NowDep,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show the page, or how to get to it."""
    try:
        visit = service.visitor(session, request.cookies.get(COOKIE, ""), now=now)
    except VisitOver:
        return render(request, "portal_ask.html", asked=False, refused=done == "over")
    return render(request, "portal.html", done=done, **_seen(session, visit, now))


@router.post("/ask", dependencies=[public])
def ask(request: Request, parts: PartsDep, now: NowDep, email: Short = "") -> Response:
    """Send a link; the answer is the same whoever asks, known or not."""
    if parts.channels:
        with parts.db.write() as session:
            channel = next(iter(parts.channels))
            secret = parts.keys().secret
            service.ask(session, email, channel=channel, secret=secret, now=now)
    return render(request, "portal_ask.html", asked=True, refused=False)


@router.get("/enter", dependencies=[public])
def offer(request: Request, token: Annotated[str, Query(max_length=128)] = "") -> Response:
    """Show a button: opening an address changes nothing, scanners of mail open addresses too."""
    return render(request, "portal_enter.html", token=token)


@router.post("/enter", dependencies=[public])
def enter(
    request: Request,
    parts: PartsDep,
    now: NowDep,
    token: Annotated[str, Form(max_length=128)] = "",
) -> Response:
    """Use the link up and open the visit."""
    try:
        with parts.db.write() as session:
            _, secret = service.enter(session, token, now=now)
    except VisitOver:
        return _gone()
    response = RedirectResponse("/p/me", 303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(VISIT_LIVES.total_seconds()),
        path="/p/me",
        secure=parts.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/choices", dependencies=[public])
def choose(
    request: Request,
    parts: PartsDep,
    now: NowDep,
    purpose: Annotated[list[Purpose] | None, Form()] = None,
    way: Annotated[list[ConsentChannel] | None, Form()] = None,
) -> Response:
    """Write down what the boxes say, where it differs from what holds."""
    try:
        with parts.db.write() as session:
            visit = _visit(request, session, now)
            _write_choices(session, visit, set(purpose or ()), set(way or ()), now)
    except VisitOver:
        return _gone()
    except WordingUnknown:
        return _back("wording")
    return _back("choices")


@router.post("/correct", dependencies=[public])
def correct(  # noqa: PLR0913  one argument a field of the form
    request: Request,
    parts: PartsDep,
    now: NowDep,
    name: Short = "",
    city: Short = "",
    phone: Short = "",
    words: Long = "",
) -> Response:
    """Correct what is simple at once; what needs a human becomes a task."""
    try:
        with parts.db.write() as session:
            visit = _visit(request, session, now)
            talent = profile.get(session, PERSON, visit.talent_id)
            changes = _changes(parts, talent, name=name, city=city, phone=phone)
            if changes:
                profile_service.edit(session, PERSON, visit.talent_id, changes, now=now)
            if words.strip() or not changes:
                service.wish(session, visit, Wish.CORRECT, words, now=now)
    except VisitOver:
        return _gone()
    except NothingAsked:
        return _back("nothing")
    return _back("corrected")


@router.post("/wish", dependencies=[public])
def wish(
    request: Request,
    parts: PartsDep,
    now: NowDep,
    what: Annotated[Wish, Form()],
    words: Long = "",
) -> Response:
    """Ask for a human, or to be erased."""
    try:
        with parts.db.write() as session:
            service.wish(session, _visit(request, session, now), what, words, now=now)
    except VisitOver:
        return _gone()
    except NothingAsked:
        return _back("nothing")
    return _back("wished")


@router.post("/copy", dependencies=[public])
def copy(request: Request, parts: PartsDep, now: NowDep) -> Response:
    """Give the person a copy of everything."""
    try:
        with parts.db.read() as session:
            visit = _visit(request, session, now)
    except VisitOver:
        return _gone()
    content = personal_copy.write(parts, PERSON, visit.talent_id)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return Response(content, headers=headers, media_type="application/zip")


@router.post("/leave", dependencies=[public])
def leave(request: Request, parts: PartsDep, now: NowDep) -> Response:
    """End the visit."""
    try:
        with parts.db.write() as session:
            service.leave(session, _visit(request, session, now), now=now)
    except VisitOver:
        return _gone()
    return _gone()


def _visit(request: Request, session: Session, now: datetime) -> Visit:
    return service.visitor(session, request.cookies.get(COOKIE, ""), now=now)


def _back(done: str) -> Response:
    return RedirectResponse(f"/p/me?done={done}", 303)


def _gone() -> Response:
    response = RedirectResponse("/p/me?done=over", 303)
    response.delete_cookie(COOKIE, path="/p/me")
    return response


def _write_choices(
    session: Session,
    visit: Visit,
    purposes: set[Purpose],
    ways: set[ConsentChannel],
    now: datetime,
) -> None:
    for purpose, held in _allowed(session, visit, now).items():
        if (purpose in purposes) != held:
            service.decide(session, visit, purpose, allow=purpose in purposes, now=now)
    for way, held in service.ways(session, visit, now=now).items():
        if (way in ways) != held:
            service.reach(session, visit, way, allow=way in ways, now=now)


def _allowed(session: Session, visit: Visit, now: datetime) -> dict[Purpose, bool]:
    decisions = consent.state_of(session, PERSON, visit.talent_id, at=now)
    return {one.purpose: one.allowed for one in decisions if one.channel is ConsentChannel.ANY}


def _changes(parts: Parts, talent: Talent, *, name: str, city: str, phone: str) -> dict[str, Any]:
    """Return the fields of `Facts` that differ from what is known; an empty one changes nothing."""
    facts, changes = talent.facts, dict[str, Any]()
    if name.strip() and name.strip() != facts.name:
        changes["name"] = name.strip()
    if city.strip() and city.strip() != facts.place.city:
        found = parts.lexicon().places.place(city.strip())
        changes["place"] = found or Place(city=city.strip())
    if phone.strip() and normal_phone(phone) not in map(normal_phone, facts.phones):
        changes["phones"] = (phone.strip(), *facts.phones)
    return changes


def _seen(session: Session, visit: Visit, now: datetime) -> dict[str, Any]:
    talent = profile.get(session, PERSON, visit.talent_id)
    sources = {one.id: one for one in profile.sources_of(session, PERSON, visit.talent_id)}
    decisions = consent.state_of(session, PERSON, visit.talent_id, at=now)
    general = {one.purpose: one for one in decisions if one.channel is ConsentChannel.ANY}
    newest = {one.purpose: one for one in ledger.wordings(session)}
    return {
        "facts": replace(talent.facts, text=""),
        "origin": {
            field: (CHANNELS.get(sources[record].channel, (sources[record].channel,) * 2))
            for field, record in talent.provenance.items()
            if record in sources
        },
        "sources": [
            (one.received_at, CHANNELS.get(one.channel, (one.channel,) * 2), one.source)
            for one in sources.values()
        ],
        "purposes": [
            (
                purpose,
                names,
                general[purpose].allowed,
                SAID[general[purpose].why],
                newest.get(purpose),
            )
            for purpose, names in PURPOSES.items()
            if purpose in newest or general[purpose].why is not Why.NEVER_ASKED
        ],
        "ways": [
            (way, WAYS[way], held) for way, held in service.ways(session, visit, now=now).items()
        ],
        "until": visit.expires_at,
        "days": service.ANSWER_WITHIN.days,
    }
