"""Verbs of a person's own way in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import audit
from core.access import passwords
from core.access.repository import accounts
from core.access.types import AccountState
from core.actor import Actor, Role
from core.consent import service as consent
from core.consent.repository import ledger
from core.consent.rules import decide as decide_by_rules
from core.consent.types import (
    Act,
    ConsentChannel,
    Entry,
    NewEntry,
    Purpose,
    Source,
    WordingUnknown,
)
from core.ids import new_id
from core.outreach import service as outreach
from core.outreach.types import Order
from core.outreach.types import Purpose as Letter
from core.portal import repository
from core.portal.types import (
    LINK_LIVES,
    LINKS_AN_HOUR,
    PERSON,
    VISIT_LIVES,
    Link,
    NothingAsked,
    Visit,
    VisitOver,
    Wish,
)
from core.profile import repository as profile
from core.profile import rules as profile_rules
from core.profile.repository import people
from core.task import service as tasks
from core.task.types import NewTask, Task, TaskSource

ANSWER_WITHIN = timedelta(days=15)  # the stricter of the deadlines of CN (15) and EU (30)
#: What a person may be reached for, and by which ways.
CONTACT = (Purpose.RECRUITMENT, Purpose.TALENT_POOL, Purpose.MARKETING, Purpose.REHIRE)
WAYS = (ConsentChannel.EMAIL, ConsentChannel.PHONE, ConsentChannel.SMS, ConsentChannel.WECOM)
_TITLES = {
    Wish.CORRECT: "本人更正 / correction by the person",
    Wish.CONTEST: "本人要求人工复核 / the person asks for a human",
    Wish.ERASE: "本人要求删除 / the person asks to be erased",
}


def ask(session: Session, email: str, *, channel: str, secret: bytes, now: datetime) -> None:
    """Send a link to whoever is known by an address, if that is one person and not too often.

    An address that several people share gets none: what is kept of one is not for the others. The
    asker is told the same in every case.
    """
    address = profile_rules.normal_email(email)
    known = people.known_by_email(session, address) if address else []
    if len(known) != 1:
        return
    [(number, talent_id)] = known
    if repository.asked_since(session, number, now - timedelta(hours=1)) >= LINKS_AN_HOUR:
        return
    link = _link(session, number, talent_id, address, secret=secret, now=now)
    order = Order(
        purpose=Letter.PORTAL,
        step=link.id,
        recipient=talent_id,
        channel=channel,
        not_after=link.expires_at,
        facts={},
    )
    outreach.queue(session, PERSON, order, now=now)


def hand_over(
    session: Session, actor: Actor, talent_id: str, *, secret: bytes, now: datetime
) -> Link:
    """Return a link to be given to a person by hand; who made it is noted.

    Raises:
        NotFound: there is no such person for this actor.
    """
    number = people.number_of(session, actor, talent_id)
    talent_id = people.ids_of(session, [number])[number]
    link = _link(session, number, talent_id, "", secret=secret, now=now)
    audit.record(session, actor, "portal.link_made", talent_id, now=now)
    return link


def enter(session: Session, token: str, *, now: datetime) -> tuple[Visit, str]:
    """Use a link up and open a visit; return it with the secret that goes into the cookie.

    Raises:
        VisitOver: the link is unknown, used or too old.
    """
    cookie = passwords.new_secret()
    visit = repository.use(
        session,
        passwords.hash_secret(token),
        visit_hash=passwords.hash_secret(cookie),
        until=now + VISIT_LIVES,
        now=now,
    )
    if visit is None:
        raise VisitOver("This link was used already or is too old. Ask for a new one.")
    audit.record(session, PERSON, "portal.entered", visit.talent_id, now=now)
    return visit, cookie


def visitor(session: Session, cookie: str, *, now: datetime) -> Visit:
    """Return the visit of a cookie. Raises `VisitOver`."""
    visit = repository.visit(session, passwords.hash_secret(cookie), now=now) if cookie else None
    if visit is None:
        raise VisitOver("This visit is over. Ask for a new link.")
    return visit


def leave(session: Session, visit: Visit, *, now: datetime) -> None:
    """End a visit."""
    repository.end(session, visit.id)
    audit.record(session, PERSON, "portal.left", visit.talent_id, now=now)


def decide(
    session: Session,
    visit: Visit,
    purpose: Purpose,
    *,
    allow: bool,
    now: datetime,
    channel: ConsentChannel = ConsentChannel.ANY,
) -> None:
    """Write into the ledger what the person allows or takes back.

    Raises:
        WordingUnknown: there are no words yet that could be agreed to.
    """
    words = ledger.wordings(session, purpose)
    if allow and not words:
        raise WordingUnknown("there is no wording for this purpose yet", purpose=purpose)
    new = NewEntry(
        purpose=purpose,
        act=Act.GIVEN if allow else Act.WITHDRAWN,
        at=now,
        source=Source.PERSON,
        channel=channel,
        wording_id=max(words, key=lambda one: one.created_at).id if allow else "",
        proof=f"portal {visit.id}",
    )
    consent.record(session, PERSON, visit.talent_id, new, now=now)


def reach(
    session: Session, visit: Visit, channel: ConsentChannel, *, allow: bool, now: datetime
) -> None:
    """Open or close a way to the person, for every purpose that may be reached for.

    What is not allowed at all stays so: opening a way allows no purpose.
    """
    entries = ledger.ledger_of(session, PERSON, visit.talent_id)
    for purpose in CONTACT:
        general = decide_by_rules(entries, purpose, at=now).allowed
        by_way = decide_by_rules(entries, purpose, channel, at=now).allowed
        if (allow and general and not by_way) or (not allow and (by_way or not general)):
            decide(session, visit, purpose, allow=allow, channel=channel, now=now)


def ways(session: Session, visit: Visit, *, now: datetime) -> dict[ConsentChannel, bool]:
    """Return by which ways the person may be reached, as far as the person did not close them."""
    entries = ledger.ledger_of(session, PERSON, visit.talent_id)
    return {
        channel: not any(
            one.channel is channel and one.act is not Act.GIVEN and not _opened_again(one, entries)
            for one in entries
        )
        for channel in WAYS
    }


def wish(session: Session, visit: Visit, what: Wish, words: str, *, now: datetime) -> Task:
    """Ask a human for something: a task for the person's owner, else for an administrator.

    Raises:
        NothingAsked: there are no words, and the wish needs some.
    """
    if not words.strip() and what is not Wish.ERASE:
        raise NothingAsked("Say in a few words what it is about.")
    new = NewTask(
        title=_TITLES[what],
        on=(now + ANSWER_WITHIN).date(),
        note=words.strip(),
        owner_id=_who_answers(session, visit.talent_id),
        source=TaskSource.PERSON,
        source_id=visit.id,
    )
    return tasks.open_task(session, PERSON, visit.talent_id, new, now=now)


def _opened_again(closed: Entry, entries: Sequence[Entry]) -> bool:
    return any(
        one.purpose is closed.purpose
        and one.channel is closed.channel
        and one.act is Act.GIVEN
        and (one.at, one.seq) > (closed.at, closed.seq)
        for one in entries
    )


def _link(
    session: Session, number: int, talent_id: str, address: str, *, secret: bytes, now: datetime
) -> Link:
    link_id = new_id("vis", now)
    token = passwords.link_token(secret, link_id)
    link = Link(link_id, talent_id, address, token, now + LINK_LIVES)
    repository.add(session, number, link, link_hash=passwords.hash_secret(token), now=now)
    return link


def _who_answers(session: Session, talent_id: str) -> str:
    owner_id = profile.get(session, PERSON, talent_id).owner_id
    owner = accounts.find_account(session, owner_id) if owner_id else None
    active = owner is not None and owner.state is AccountState.ACTIVE
    if owner and active and profile.get_many(session, owner.actor, [talent_id]):
        return owner.id
    everybody = accounts.accounts(session, after_id="", limit=10_000)
    admins = [
        one.id
        for one in everybody
        if one.state is AccountState.ACTIVE and Role.ADMIN in one.actor.roles
    ]
    return min(admins, default="")
