"""The letter that brings a person to their own page."""

from urllib.parse import quote

from sqlalchemy.orm import Session

from core.access import passwords
from core.errors import NotFound
from core.outreach.types import Message, Sending
from core.portal import repository
from serving.settings import Settings
from serving.wiring import Parts

_SUBJECT = "查看与更正你的资料 · Your data with us"
_TEXT = """你好：

有人（应该是你本人）申请查看我们保存的、属于你的资料。打开下面的链接，可以查看、更正、下载资料，
选择我们能否以及用什么方式联系你，或者请人工处理。链接只能使用一次，{until} 前有效。
如果不是你本人申请，忽略本邮件即可，什么都不会改变。

Hello,

somebody (you, we think) asked to see what we keep about you. Open this link to see, correct or
download it, to choose whether and how we may reach you, or to ask for a human. It works once, until
{until}. If it was not you, ignore this: nothing changes.

{url}
"""


def address(settings: Settings, token: str) -> str:
    """Return the address of a link."""
    return f"{settings.base_url}/p/me/enter?token={quote(token)}"


def compose(session: Session, sending: Sending, *, parts: Parts) -> Message:
    """Write the message; in both languages, since nobody knows which one the person reads.

    Raises:
        NotFound: the link was made for somebody who is gone.
    """
    order = sending.order
    to = repository.address_of(session, order.step)
    if not to:
        raise NotFound("the link is no longer there")
    token = passwords.link_token(parts.keys().secret, order.step)
    until = f"{order.not_after:%Y-%m-%d %H:%M} UTC"
    text = _TEXT.format(until=until, url=address(parts.settings, token))
    return Message(sending.id, to, _SUBJECT, text)
