"""Reading external contacts of WeCom (企业微信): the other half of its callbacks.

Source: WeCom's public documentation of ``gettoken`` and ``externalcontact/get``. The connection is
made to the address that was checked, redirects are not followed.
"""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from core.clock import Clock
from core.errors import Unavailable
from core.outreach.channels.addresses import Resolver, Target, check, resolve
from core.outreach.types import Undeliverable

API_URL = "https://qyapi.weixin.qq.com"
TIMEOUT_S = 15
MAX_ANSWER = 1_000_000
_TOKEN_GONE = frozenset({40014, 42001, 42007, 42009, 41001})
_NOT_OURS = frozenset({84061, 40096, 60111})  # no such contact, or not one of ours any more
_EARLY_S = 300


class ContactReader:
    """Reads one contact at a time; keeps the access token until it is nearly over."""

    def __init__(
        self,
        corp_id: str,
        secret: str,
        *,
        clock: Clock,
        api_url: str = API_URL,
        allow_private: bool = False,
        resolver: Resolver = resolve,
    ) -> None:
        self._corp_id = corp_id
        self._secret = secret
        self._clock = clock
        self._api_url = api_url.rstrip("/")
        self._open: Callable[[str], Target] = lambda url: check(
            url, allow_private=allow_private, resolver=resolver
        )
        self._lock = threading.Lock()
        self._token, self._until_s = "", 0.0

    def read(self, external_id: str) -> dict[str, Any] | None:
        """Return a contact as WeCom tells it; ``None`` if it is not one of ours.

        Raises:
            Unavailable: WeCom cannot be reached, or puts us off; try again later.
            Undeliverable: WeCom refuses us for good: the settings are wrong.
        """
        for fresh in (False, True):
            token = self._access_token(fresh=fresh)
            path = f"/cgi-bin/externalcontact/get?access_token={quote(token)}"
            said = self._get(f"{path}&external_userid={quote(external_id)}")
            code = said.get("errcode", 0)
            if code in _TOKEN_GONE and not fresh:
                continue
            if code in _NOT_OURS:
                return None
            _check(code)
            return said
        raise Unavailable("WeCom does not take the token it has just given")

    def _access_token(self, *, fresh: bool) -> str:
        with self._lock:
            now_s = self._clock.now().timestamp()
            if fresh or now_s >= self._until_s:
                said = self._get(
                    f"/cgi-bin/gettoken?corpid={quote(self._corp_id)}&corpsecret={quote(self._secret)}"
                )
                _check(said.get("errcode", 0))
                self._token = str(said["access_token"])
                self._until_s = now_s + float(said.get("expires_in", 7200)) - _EARLY_S
            return self._token

    def _get(self, path: str) -> dict[str, Any]:
        target = self._open(self._api_url + path)
        connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
        try:
            connection.sock = _connect(target)
            host = target.host if target.port in {80, 443} else f"{target.host}:{target.port}"
            connection.request("GET", target.path, headers={"Host": host})
            answer = connection.getresponse()
            body = answer.read(MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            # the address holds a secret: it is neither told nor logged
            raise Unavailable("WeCom cannot be reached") from error
        finally:
            connection.close()
        return _answer(answer.status, body)


def _answer(status: int, body: bytes) -> dict[str, Any]:
    if status != 200 or len(body) > MAX_ANSWER:
        raise Unavailable(f"WeCom answered {status}")
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Unavailable("WeCom's answer cannot be read")
    return said


def _check(code: int) -> None:
    if code in {-1, 45009, 45033}:  # busy, or asked too often
        raise Unavailable(f"WeCom puts us off ({code})")
    if code:
        raise Undeliverable(f"WeCom refuses us ({code}): look at wecom_corp_id and wecom_secret")


def _connect(target: Target) -> socket.socket:
    plain = socket.create_connection((target.ip, target.port), timeout=TIMEOUT_S)
    if target.scheme != "https":
        return plain
    context = ssl.create_default_context()
    return cast("socket.socket", context.wrap_socket(plain, server_hostname=target.host))
