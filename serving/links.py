"""One-time links: their addresses, and how they get to their reader."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from sqlalchemy.orm import Session

from core.access import admin, passwords
from core.access.types import Link, LinkPurpose, SignedIn
from core.actor import Actor
from core.outreach import service as outreach
from core.outreach.types import Message, Order, Purpose, Sending
from serving import portal_letter
from serving.settings import Settings
from serving.wiring import Parts

_PATHS = {
    LinkPurpose.SETUP: "/setup",
    LinkPurpose.INVITATION: "/invitation",
    LinkPurpose.RESET: "/reset",
    LinkPurpose.SIGN_IN: "/p/sign-in",
}
_TEXTS = {
    ("invitation", "en"): (
        "You are invited to TRM",
        "{greeting}\n\nyou are invited to work in TRM. Open this link to choose a password; it "
        "works once, until {until}:\n\n{url}\n\nIf you did not expect this, ignore it.\n",
    ),
    ("invitation", "zh-CN"): (
        "邀请你使用 TRM",
        "{greeting}\n\n你被邀请使用 TRM。打开下面的链接设置密码，链接只能使用一次，"
        "{until} 前有效：\n\n{url}\n\n如果你不知道此事，忽略本邮件即可。\n",
    ),
    ("reset", "en"): (
        "Choose a new TRM password",
        "{greeting}\n\nsomebody asked for a new password for your TRM account. Open this link to "
        "choose one; it works once, until {until}:\n\n{url}\n\nIf it was not you, ignore this: "
        "your password stays as it is.\n",
    ),
    ("reset", "zh-CN"): (
        "重设 TRM 密码",
        "{greeting}\n\n有人申请重设你的 TRM 密码。打开下面的链接设置新密码，链接只能使用一次，"
        "{until} 前有效：\n\n{url}\n\n如果不是你本人申请，忽略本邮件即可，密码不会改变。\n",
    ),
}
_GREETINGS = {"en": "Hello{name},", "zh-CN": "{name}你好："}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Either ``url``, to be shown once and passed on by hand, or the message that carries it."""

    url: str | None
    sending_id: str | None


def address(settings: Settings, purpose: LinkPurpose, token: str) -> str:
    """Return the address of a one-time link."""
    return f"{settings.base_url}{_PATHS[purpose]}?token={quote(token)}"


def welcome(session: Session, opened: SignedIn, language: str) -> SignedIn:
    """Take over the language of the browser when somebody comes in for the first time."""
    account = opened.account
    if account.last_seen_at is not None or account.preferences.language == language:
        return opened
    wanted = replace(account.preferences, language=language)
    return replace(opened, account=admin.set_preferences(session, account.id, wanted))


def deliver(session: Session, parts: Parts, actor: Actor, link: Link, *, now: datetime) -> Delivery:
    """Send a link by the first channel there is, or give it back to be shown once."""
    if not parts.channels or link.account is None:
        return Delivery(address(parts.settings, link.purpose, link.token), None)
    order = Order(
        purpose=Purpose(link.purpose.value),
        step=link.id,
        recipient=link.account.id,
        channel=next(iter(parts.channels)),
        not_after=link.expires_at,
        facts={},
    )
    return Delivery(None, outreach.queue(session, actor, order, now=now))


def compose(session: Session, sending: Sending, *, parts: Parts) -> Message:
    """Write the message that carries a link; the same text every time it is asked for."""
    order = sending.order
    if order.purpose == Purpose.PORTAL:
        return portal_letter.compose(session, sending, parts=parts)
    account = admin.get(session, order.recipient)
    language = account.preferences.language
    if account.last_seen_at is None:  # nobody knows yet what they read: the workspace's language
        language = parts.settings.language
    token = passwords.link_token(parts.keys().secret, order.step)
    subject, text = _TEXTS[order.purpose, language]
    name = account.name if language == "zh-CN" or not account.name else f" {account.name}"
    body = text.format(
        greeting=_GREETINGS[language].format(name=name),
        until=f"{order.not_after:%Y-%m-%d %H:%M} UTC",
        url=address(parts.settings, LinkPurpose(order.purpose), token),
    )
    return Message(sending.id, account.email, subject, body)
