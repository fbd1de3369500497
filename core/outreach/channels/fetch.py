"""One small document from a checked address: no redirect, no second look-up, no large answer."""

import http.client
from collections.abc import Mapping

from core.errors import Unavailable
from core.outreach.channels.addresses import Resolver, check, resolve
from core.outreach.channels.webhook import TIMEOUT_S, connect

MAX_BYTES = 1 << 20


def fetch(
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    allow_private: bool = False,
    resolver: Resolver = resolve,
) -> bytes:
    """Return the body of a 200 answer; a GET without ``body``, else a POST.

    Raises:
        Undeliverable: the address is not one we may connect to.
        Unavailable: nobody answers, or not with a 200, or with too much.
    """
    target = check(url, allow_private=allow_private, resolver=resolver)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    host = target.host if target.port in {80, 443} else f"{target.host}:{target.port}"
    try:
        connection.sock = connect(target)
        method = "GET" if body is None else "POST"
        connection.request(method, target.path, body=body, headers={"Host": host, **headers})
        answer = connection.getresponse()
        content = answer.read(MAX_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable("the address cannot be reached") from error
    finally:
        connection.close()
    if answer.status != 200 or len(content) > MAX_BYTES:
        raise Unavailable(f"the address answered {answer.status} with {len(content)} bytes")
    return content
