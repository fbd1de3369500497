"""Mail by plain SMTP, which cannot tell a second copy from the first."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from core.errors import Unavailable
from core.outreach.types import InDoubt, Message, Undeliverable

TIMEOUT_S = 20
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class EmailChannel:
    """Sends through one SMTP server: ``smtp://`` (STARTTLS when offered) or ``smtps://``."""

    repeatable = False

    def __init__(self, smtp_url: str, *, sender: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url = urlsplit(smtp_url)
        if self._url.scheme not in {"smtp", "smtps"} or not self._url.hostname:
            raise ValueError("smtp_url must look like smtp://user:password@host:587 or smtps://…")
        self._sender = sender
        self._timeout_s = timeout_s

    def send(self, message: Message) -> str:
        """Hand the message over; the id we gave it comes back."""
        mail = _compose(message, self._sender)
        with self._connection() as smtp:
            _expect(smtp.mail(self._sender), "the sender")
            _expect(smtp.rcpt(message.to), "the recipient")
            try:
                answer = smtp.data(mail.as_bytes(policy=SMTP))
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                raise InDoubt("the mail server went away after the message was sent") from error
            except smtplib.SMTPDataError as error:
                answer = (error.smtp_code, b"")
            _expect(answer, "the message")
            _leave(smtp)
        return str(mail["Message-ID"])

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._dial()
            self._introduce(smtp)
            yield smtp
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError) as error:
            raise Unavailable("the mail server cannot be reached") from error
        except smtplib.SMTPException as error:
            raise Unavailable(
                "the mail server did not let us in: check name and password"
            ) from error
        finally:
            if smtp is not None:
                smtp.close()

    def _dial(self) -> smtplib.SMTP:
        host = self._url.hostname or ""
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=self._timeout_s, context=context
            )
        return smtplib.SMTP(host, self._url.port or 587, timeout=self._timeout_s)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        secure = self._url.scheme == "smtps"
        smtp.ehlo()
        if not secure and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
            secure = True
        if not self._url.username:
            return
        if not secure and self._url.hostname not in _LOOPBACK:
            raise Unavailable("the mail server offers no encryption; the password is not sent")
        smtp.login(unquote(self._url.username), unquote(self._url.password or ""))


def _compose(message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    except ValueError as error:  # a line break would let the text add headers of its own
        raise Undeliverable("an address or the subject holds a line break") from error
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2].rstrip('>') or 'trm'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def _expect(answer: tuple[int, bytes], what: str) -> None:
    code = answer[0]
    if 200 <= code < 300:
        return
    if 400 <= code < 500:
        raise Unavailable(f"the mail server put {what} off ({code})")
    raise Undeliverable(f"the mail server refused {what} ({code})")


def _leave(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        return  # the message is accepted; how the goodbye went changes nothing
