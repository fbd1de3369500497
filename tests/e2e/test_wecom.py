"""WeCom's callbacks, sealed as its documentation says, and a server that answers as its own does."""

import base64
import hashlib
import json
import os
import struct
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from fastapi.testclient import TestClient

from core import jobs
from core.actor import SYSTEM
from core.consent import service as consent
from core.consent.types import ConsentChannel, Purpose, Why
from core.db import Base
from core.profile import repository as profile
from serving import wiring
from serving.app import create_app
from serving.settings import Settings
from serving.worker import drain
from tests.conftest import load_tables

CORP, TOKEN, SECRET = "ww1234567890abcdef", "QDG6eK", "s3cr3t-of-the-company"
KEY = base64.b64encode(bytes(range(7, 39))).decode().rstrip("=")
LI = {
    "errcode": 0,
    "errmsg": "ok",
    "external_contact": {
        "external_userid": "woLI", "name": "小李", "position": "算法工程师", "type": 2, "gender": 2,
        "corp_name": "甲公司", "avatar": "https://p.qlogo.cn/x",
    },
    "follow_user": [
        {"userid": "zhang", "remark": "李娜", "createtime": 1780300000,
         "remark_mobiles": ["13800138001"], "tags": [{"tag_name": "算法"}]}
    ],
}  # fmt: skip


class FakeWeCom:
    """Gives tokens that end, and tells contacts, as the public documentation says."""

    def __init__(self):
        self.contacts = {"woLI": LI}
        self.asked, self.tokens, self.busy = [], [], False
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                said = fake.answer(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()})
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, query):
        self.asked.append(path)
        if self.busy:
            return {"errcode": -1, "errmsg": "system busy"}
        if path == "/cgi-bin/gettoken":
            if (query["corpid"], query["corpsecret"]) != (CORP, SECRET):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            self.tokens.append(f"token{len(self.tokens)}")
            return {"errcode": 0, "access_token": self.tokens[-1], "expires_in": 7200}
        if query["access_token"] != self.tokens[-1]:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        unknown = {"errcode": 84061, "errmsg": "not external contact"}
        return self.contacts.get(query["external_userid"], unknown)


@pytest.fixture
def wecom():
    fake = FakeWeCom()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


@pytest.fixture
def parts(tmp_path, clock, wecom):
    load_tables()
    settings = Settings(
        workspace=tmp_path / "var", base_url="http://testserver", wecom_corp_id=CORP,
        wecom_token=TOKEN, wecom_aes_key=KEY, wecom_secret=SECRET, wecom_api_url=wecom.url,
        wecom_allow_private=True,
    )  # fmt: skip
    built = wiring.build(settings, clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


@pytest.fixture
def caller(parts):
    with TestClient(create_app(parts), base_url="http://testserver") as one:
        yield one


def seal(message, *, corp=CORP, key=KEY):
    """Seal as WeCom does; written from its documentation, not from our code."""
    raw = base64.b64decode(key + "=")
    plain = os.urandom(16) + struct.pack("!I", len(message)) + message + corp.encode()
    pad = 32 - len(plain) % 32
    sealing = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(
        sealing.update(plain + bytes([pad]) * pad) + sealing.finalize()
    ).decode()


def query_of(parts, sealed, *, late_s=0, token=TOKEN, nonce="137262"):
    stamp = str(int(parts.clock.now().timestamp()) - late_s)
    said = "".join(sorted([token, stamp, nonce, sealed]))
    return {
        "msg_signature": hashlib.sha1(said.encode()).hexdigest(),
        "timestamp": stamp,
        "nonce": nonce,
    }


def event(parts, change="add_external_contact", contact="woLI", **fields):
    said = {"ToUserName": CORP, "FromUserName": "sys", "MsgType": "event",
            "CreateTime": str(int(parts.clock.now().timestamp())), "Event": "change_external_contact",
            "ChangeType": change, "UserID": "zhang", "ExternalUserID": contact} | fields  # fmt: skip
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in said.items())
    return f"<xml>{inner}</xml>".encode()


def body_of(sealed):
    return f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[]]></AgentID><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def call(caller, parts, message, **how):
    sealed = seal(message)
    return caller.post("/p/wecom", params=query_of(parts, sealed, **how), content=body_of(sealed))


def waiting(parts):
    with parts.db.read() as session:
        return jobs.counts(session).get("waiting", 0)


def people(parts):
    with parts.db.read() as session:
        return list(profile.page(session, SYSTEM, limit=20).items)


def work(parts):
    from core.jobs import JobName
    from serving.tasks import TASKS

    return drain(parts, tasks={JobName.SYNC_WECOM: TASKS[JobName.SYNC_WECOM]})


def test_wecom_is_told_what_only_the_key_opens(caller, parts):
    sealed = seal(b"1616140317555161061")
    answer = caller.get("/p/wecom", params={**query_of(parts, sealed), "echostr": sealed})
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    wrong = caller.get(
        "/p/wecom", params={**query_of(parts, sealed, token="other"), "echostr": sealed}
    )
    assert wrong.status_code == 403
    assert wrong.json()["type"] == "/problems/callback-forged"


def test_the_example_of_the_documentation_opens():
    from serving.wecom.sealed import Seal, Signed, key_of

    # the company, the secrets and the request of WeCom's own example (回调配置, 加解密示例)
    shared = Seal(
        "QDG6eK", key_of("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"), "wx5823bf96d3bd56c7"
    )
    sealed = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
    signed = Signed("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149")
    opened = shared.open(signed, sealed, now_s=1409659813)
    assert b"<MsgType><![CDATA[text]]></MsgType>" in opened


def test_a_contact_that_is_added_becomes_a_person_and_an_edit_changes_it(caller, parts, wecom):
    answer = call(caller, parts, event(parts))
    assert (answer.status_code, answer.text) == (200, "success")
    assert people(parts) == []  # only ids are kept until WeCom is asked
    assert work(parts) == 1
    [person] = people(parts)
    facts = person.facts
    assert (facts.name, facts.phones, facts.employments[0].company) == (
        "李娜",
        ("+8613800138001",),
        "甲公司",
    )
    with parts.db.read() as session:
        [source] = profile.sources_of(session, SYSTEM, person.id)
        assert (source.channel, source.external_id) == ("wecom", "woLI")
        assert "qlogo" not in str(source.raw)
        assert "gender" not in source.raw
        assert [one.kind for one in profile.interactions_of(session, SYSTEM, person.id)] == [
            "wecom.added"
        ]
    parts.clock.move(timedelta(hours=1))
    wecom.contacts["woLI"] = LI | {
        "external_contact": LI["external_contact"] | {"position": "总监"}
    }
    call(caller, parts, event(parts, "edit_external_contact"), nonce="2")
    work(parts)
    [person] = people(parts)
    assert person.facts.headline == "总监"
    assert wecom.asked.count("/cgi-bin/gettoken") == 1


def test_who_removes_our_colleague_stays_a_person_and_is_not_written_to(caller, parts):
    call(caller, parts, event(parts))
    work(parts)
    parts.clock.move(timedelta(hours=1))
    call(caller, parts, event(parts, "del_follow_user"), nonce="2")
    call(caller, parts, event(parts, "del_external_contact", contact="woSTRANGER"), nonce="3")
    assert work(parts) == 2
    [person] = people(parts)
    with parts.db.read() as session:
        said = consent.may(
            session, person.id, Purpose.MARKETING, ConsentChannel.WECOM, at=parts.clock.now()
        )
        kinds = [one.kind for one in profile.interactions_of(session, SYSTEM, person.id)]
    assert said.why is Why.WITHDRAWN
    assert kinds == ["wecom.removed", "wecom.added"]


def test_a_callback_that_comes_again_is_answered_and_does_nothing(caller, parts):
    sealed = seal(event(parts))
    query = query_of(parts, sealed)
    for _ in range(3):
        answer = caller.post("/p/wecom", params=query, content=body_of(sealed))
        assert (answer.status_code, answer.text) == (200, "success")
    assert waiting(parts) == 1


@pytest.mark.parametrize("late_s", [301, -301, 86_400])
def test_an_old_or_early_callback_is_refused_even_with_a_good_signature(caller, parts, late_s):
    assert call(caller, parts, event(parts), late_s=late_s).status_code == 403
    assert waiting(parts) == 0


def test_what_is_not_signed_or_sealed_as_it_should_be_is_refused(caller, parts):
    good, refused = seal(event(parts)), []
    query = query_of(parts, good)
    other = seal(event(parts, contact="woEVIL"))
    refused.append(caller.post("/p/wecom", params=query, content=body_of(other)))  # another text
    refused.append(caller.post("/p/wecom", params=query | {"nonce": "x"}, content=body_of(good)))
    refused.append(caller.post("/p/wecom", params={}, content=body_of(good)))
    stolen = seal(event(parts), corp="ww_somebody_else")
    refused.append(caller.post("/p/wecom", params=query_of(parts, stolen), content=body_of(stolen)))
    assert [one.status_code for one in refused] == [403] * 4
    garbage = base64.b64encode(b"no whole block").decode()
    unreadable = [
        caller.post("/p/wecom", params=query_of(parts, garbage), content=body_of(garbage)),
        caller.post("/p/wecom", params=query, content="<xml></xml>"),
        call(caller, parts, b"no xml"),
        call(caller, parts, b'<!DOCTYPE a [<!ENTITY b "c">]><xml><Event>&b;</Event></xml>'),
    ]
    assert [one.status_code for one in unreadable] == [422] * 4
    assert waiting(parts) == 0


def test_a_huge_callback_is_refused_unread(caller, parts):
    answer = caller.post("/p/wecom", params={}, content=b"x" * 1_100_000)
    assert answer.status_code == 413


def test_other_events_are_answered_and_left_alone(caller, parts):
    assert call(caller, parts, event(parts, Event="change_contact")).text == "success"
    assert call(caller, parts, event(parts, "transfer_fail"), nonce="2").text == "success"
    assert waiting(parts) == 0


def test_while_wecom_is_busy_the_work_waits_and_a_token_that_ended_is_renewed(caller, parts, wecom):
    call(caller, parts, event(parts))
    wecom.busy = True
    work(parts)
    assert people(parts) == []
    assert waiting(parts) == 1
    wecom.busy = False
    parts.clock.move(timedelta(minutes=10))
    work(parts)
    assert len(people(parts)) == 1
    wecom.tokens.append("renewed elsewhere")
    call(caller, parts, event(parts, "edit_external_contact"), nonce="2")
    work(parts)
    with parts.db.read() as session:
        assert jobs.counts(session).get("failed", 0) == 0
    assert wecom.tokens[-1] == f"token{len(wecom.tokens) - 1}"


def test_a_contact_that_is_gone_when_we_ask_brings_nobody(caller, parts):
    call(caller, parts, event(parts, contact="woGONE"))
    work(parts)
    assert people(parts) == []


def test_no_secret_is_in_a_log_or_an_error(caller, parts, wecom, caplog):
    wrong = replace(
        parts, settings=parts.settings.model_copy(update={"wecom_secret": "wrong-s3cr3t"})
    )
    from core.outreach.channels.wecom_contacts import ContactReader
    from core.outreach.types import Undeliverable

    reader = ContactReader(
        CORP, "wrong-s3cr3t", clock=parts.clock, api_url=wecom.url, allow_private=True
    )
    with pytest.raises(Undeliverable) as told:
        reader.read("woLI")
    assert "s3cr3t" not in str(told.value)
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in repr(wrong.settings)


def test_without_its_settings_the_address_is_not_there(tmp_path, clock):
    built = wiring.build(
        Settings(workspace=tmp_path / "bare", base_url="http://testserver"), clock=clock
    )
    Base.metadata.create_all(built.db.engine)
    with TestClient(create_app(built), base_url="http://testserver") as bare:
        assert bare.post("/p/wecom", content="x").status_code == 404
    built.db.close()
