"""Public forms: without a script, without a cookie, and without a word about who is known."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from core.actor import SYSTEM
from core.consent import service as consent
from core.consent import suppression
from core.consent.types import Act, NewEntry, NewSuppression, Purpose, Source, Why
from core.profile import repository as profile
from core.profile import service as people
from core.profile.types import Arrival, Channel, Employment, Facts
from core.relation import repository as relation
from core.relation import service as relations
from core.relation.repository import told
from core.relation.types import Kind
from serving.app import create_app

API = "/api/v1"
CV = "王芳\nwang.fang@example.com 13800138111\n数据工程师，5年经验，熟练使用 Python 和 Spark。\n".encode()


@pytest.fixture
def forms(parts, admin_client):
    """The addresses of an open application form and an open referral form."""
    wordings = {
        purpose: admin_client.post(
            f"{API}/consent-wordings",
            json={"purpose": purpose, "version": "1", "zh": f"同意{purpose}。", "en": f"I agree to {purpose}."},
        ).json()["id"]
        for purpose in ("recruitment", "talent_pool")
    }  # fmt: skip
    made = {}
    for kind in ("apply", "refer"):
        body = {"kind": kind, "title_zh": "加入我们", "title_en": "Join us",
                "wording_id": wordings["recruitment"], "pool_wording_id": wordings["talent_pool"]}  # fmt: skip
        got = admin_client.post(f"{API}/forms", json=body)
        assert got.status_code == 201, got.text
        made[kind] = f"/p/f/{got.json()['id']}"
    return made


@pytest.fixture
def visitor(parts):
    with TestClient(create_app(parts), base_url="http://testserver", follow_redirects=False) as one:
        yield one


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def send(visitor, parts, url, *, file=None, wait_s=30, **fields):
    token = fields.pop("token", None) or token_of(visitor.get(url))
    parts.clock.move(timedelta(seconds=wait_s))
    files = {"cv": file} if file else {"cv": ("", b"")}
    return visitor.post(url, data={"token": token, "lang": "zh", **fields}, files=files)


APPLICANT = {"name": "王芳", "email": "wang.fang@example.com", "agreed": "yes"}


def everybody(parts):
    with parts.db.read() as session:
        return {one.facts.name: one for one in profile.page(session, SYSTEM, limit=200).items}


def test_an_application_comes_in_with_its_cv_its_consent_and_its_relationship(
    forms, visitor, parts
):
    page = visitor.get(forms["apply"], params={"lang": "en"})
    assert page.status_code == 200
    assert "I agree to recruitment." in page.text
    assert "<script" not in page.text
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"
    sent = send(
        visitor, parts, forms["apply"], file=("cv.txt", CV), pool="yes", city="深圳", **APPLICANT
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"{forms['apply']}/thanks?lang=zh")
    assert "已收到" in visitor.get(sent.headers["location"]).text
    [person] = everybody(parts).values()
    assert person.facts.emails == ("wang.fang@example.com",)
    assert "Python" in {skill.name for skill in person.facts.skills}
    with parts.db.read() as session:
        now = parts.clock.now()
        assert consent.check(
            session, person.id, Purpose.RECRUITMENT, at=now
        ).entry.proof.startswith("form frm_")
        assert consent.may(session, person.id, Purpose.TALENT_POOL, at=now).allowed
        assert [one.kind for one in relation.of_person(session, SYSTEM, person.id)] == [
            Kind.PROSPECT
        ]
        [happened] = profile.interactions_of(session, SYSTEM, person.id)
        assert (happened.kind, happened.direction) == ("application.submitted", "in")
        [file] = profile.attachments_of(session, SYSTEM, person.id)
        assert parts.attachments.read(file.stored_as) == CV
        [source] = profile.sources_of(session, SYSTEM, person.id)
        assert source.channel is Channel.FORM


def known_person(parts):
    """Somebody known from an import, with a consent they took back and another they gave."""
    facts = Facts(name="王芳芳", emails=("wang.fang@example.com",), phones=("13900139000",),
                  headline="数据专家", employments=(Employment("数据专家", "好公司", "2021-03", current=True),))  # fmt: skip
    now = parts.clock.now()
    with parts.db.write() as session:
        made = people.ingest(
            session, SYSTEM, Arrival("ats", Channel.ATS, facts, "1", at=now), now=now
        )
        no = NewEntry(Purpose.TALENT_POOL, Act.WITHDRAWN, now, Source.PERSON)
        consent.record(session, SYSTEM, made.talent_id, no, now=now)
    return made.talent_id


def test_a_form_adds_to_a_known_person_and_overwrites_confirms_and_opens_nothing(
    forms, visitor, parts
):
    talent_id = known_person(parts)
    before = everybody(parts)["王芳芳"].facts
    hostile = {
        **APPLICANT,
        "name": "Mallory",
        "phone": "13700137000",
        "pool": "yes",
        "city": "北京",
    }
    cv = b"Mallory\nwang.fang@example.com\nCEO at Evil Corp since 2024\nSkills: Rust\n"
    sent = send(visitor, parts, forms["apply"], file=("cv.txt", cv), **hostile)
    stranger = send(
        visitor, parts, forms["apply"], name="新人", email="new@example.org", agreed="yes"
    )
    told = [(one.status_code, one.headers["location"], one.text) for one in (sent, stranger)]
    assert told[0] == told[1]
    after = everybody(parts)
    assert set(after) == {"王芳芳", "新人"}
    facts = after["王芳芳"].facts
    assert (facts.name, facts.headline) == (before.name, before.headline)
    assert facts.employments[0] == before.employments[0]
    assert facts.emails[0] == before.emails[0]
    assert facts.phones[0] == before.phones[0]
    assert len(facts.phones) == 2  # added, behind the one that was known
    now = parts.clock.now()
    with parts.db.read() as session:
        assert consent.may(session, talent_id, Purpose.TALENT_POOL, at=now).why is Why.WITHDRAWN
        assert consent.may(session, talent_id, Purpose.RECRUITMENT, at=now).why is Why.GIVEN
    for page in (visitor.get(forms["apply"]), visitor.get(f"{forms['apply']}/thanks")):
        assert "王芳" not in page.text
        assert "example.com" not in page.text


def test_who_asked_not_to_be_kept_gets_the_same_answer_and_is_not_kept(forms, visitor, parts):
    now = parts.clock.now()
    with parts.db.write() as session:
        mark = NewSuppression("email", "wang.fang@example.com", "asked", keep_out=True)
        suppression.suppress(session, SYSTEM, parts.marker, mark, now=now)
    kept_out = send(visitor, parts, forms["apply"], file=("cv.txt", CV), **APPLICANT)
    stranger = send(
        visitor, parts, forms["apply"], name="新人", email="new@example.org", agreed="yes"
    )
    assert (kept_out.status_code, kept_out.headers["location"], kept_out.text) == (
        stranger.status_code, stranger.headers["location"], stranger.text,
    )  # fmt: skip
    assert set(everybody(parts)) == {"新人"}
    assert [one for one in parts.paths.attachments.rglob("*") if one.is_file()] == []


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost_or_stored(
    forms, visitor, parts
):
    wrong = send(visitor, parts, forms["apply"], name="王 <b>芳</b>", email="none", note="你好")
    assert wrong.status_code == 422
    for said in (
        "这不是有效的邮箱地址",
        "没有你的同意",
        "王 &lt;b&gt;芳&lt;/b&gt;",
        "你好</textarea>",
    ):
        assert said in wrong.text
    assert "<b>" not in wrong.text
    bad_file = send(
        visitor, parts, forms["apply"], file=("cv.pdf", b"%PDF-1.4 broken"), **APPLICANT
    )
    assert bad_file.status_code == 422
    assert 'id="cv-wrong"' in bad_file.text
    assert everybody(parts) == {}
    again = send(visitor, parts, forms["apply"], token=token_of(bad_file), **APPLICANT)
    assert again.status_code == 303
    assert set(everybody(parts)) == {"王芳"}


def test_the_same_page_sent_twice_is_one_application(forms, visitor, parts):
    token = token_of(visitor.get(forms["apply"]))
    for _ in range(2):
        assert send(visitor, parts, forms["apply"], token=token, **APPLICANT).status_code == 303
    [person] = everybody(parts).values()
    with parts.db.read() as session:
        assert len(profile.sources_of(session, SYSTEM, person.id)) == 1
        assert len(profile.interactions_of(session, SYSTEM, person.id)) == 1


def test_machines_learn_nothing_and_store_nothing(forms, visitor, parts):
    trap = send(visitor, parts, forms["apply"], homepage="http://spam.example", **APPLICANT)
    hasty = send(visitor, parts, forms["apply"], wait_s=0, **APPLICANT)
    assert [one.status_code for one in (trap, hasty)] == [303, 303]
    forged = send(visitor, parts, forms["apply"], token="1.2.3", **APPLICANT)
    other_form = send(
        visitor, parts, forms["apply"], token=token_of(visitor.get(forms["refer"])), **APPLICANT
    )
    stale = send(visitor, parts, forms["apply"], wait_s=90_000, **APPLICANT)
    assert [one.status_code for one in (forged, other_form, stale)] == [422, 422, 422]
    assert "页面打开太久" in stale.text
    assert everybody(parts) == {}


def test_too_many_forms_of_one_sender_are_refused_unread(forms, visitor, parts):
    answers = [visitor.post(forms["apply"], data={"x": "1"}).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    parts.clock.move(timedelta(minutes=11))
    assert visitor.post(forms["apply"], data={"x": "1"}).status_code == 422
    assert visitor.get(forms["apply"]).status_code == 200  # looking is free


def test_a_huge_form_is_refused_before_it_is_read(forms, visitor, parts):
    huge = send(visitor, parts, forms["apply"], file=("cv.txt", b"x" * 13_000_000), **APPLICANT)
    assert huge.status_code == 413
    large = send(visitor, parts, forms["apply"], file=("cv.txt", b"x" * 10_500_000), **APPLICANT)
    assert (large.status_code, "10 MB" in large.text) == (422, True)


def test_a_closed_form_and_one_that_never_was_look_the_same(forms, visitor, parts, admin_client):
    form_id = forms["apply"].rsplit("/", 1)[-1]
    closed = admin_client.patch(
        f"{API}/forms/{form_id}", json={"is_open": False}, headers={"If-Match": "*"}
    )
    assert closed.status_code == 200
    gone, never = visitor.get(forms["apply"]), visitor.get("/p/f/frm_none")
    assert gone.status_code == never.status_code == 404
    assert re.sub("nonce=.*?>", "", gone.text) == re.sub("nonce=.*?>", "", never.text)
    assert visitor.post(forms["apply"], data=APPLICANT).status_code == 404


def test_a_form_without_the_words_of_a_consent_is_not_opened(admin_client, recruiter_client):
    body = {"kind": "apply", "title_zh": "加入", "title_en": "Join"}
    refused = admin_client.post(f"{API}/forms", json=body, headers={"Accept-Language": "zh"})
    assert refused.status_code == 422
    assert "同意文本" in refused.json()["detail"]


REFERRAL = {"referrer_name": "李雷", "referrer_email": "lilei@corp.example", "name": "韩梅",
            "email": "hanmei@example.com", "told": "yes"}  # fmt: skip


def test_a_referral_keeps_who_suggested_whom_and_gives_no_consent_for_another(
    forms, visitor, parts
):
    assert send(visitor, parts, forms["refer"], note="很强", **REFERRAL).status_code == 303
    there = everybody(parts)
    with parts.db.read() as session:
        [one] = told.referrals_of(session, SYSTEM, there["韩梅"].id)
        assert (one.talent_id, one.referrer_id, one.note) == (
            there["韩梅"].id,
            there["李雷"].id,
            "很强",
        )
        [stated] = relation.of_person(session, SYSTEM, there["李雷"].id)
        assert stated.kind is Kind.REFERRER
        said = consent.may(session, there["韩梅"].id, Purpose.RECRUITMENT, at=parts.clock.now())
        assert said.why is Why.NEVER_ASKED


def test_at_a_shared_computer_nobody_becomes_anybody_else(forms, visitor, parts):
    # the browser fills the colleague's own address in for the other person
    filled = send(visitor, parts, forms["refer"], **REFERRAL | {"email": "LiLei@corp.example"})
    assert filled.status_code == 422
    assert "这是你自己的邮箱" in filled.text
    # two colleagues one after the other, from one address and in one browser
    first = send(visitor, parts, forms["refer"], **REFERRAL)
    page = visitor.get(forms["refer"])
    for said in REFERRAL.values():
        assert f'value="{said}"' not in page.text or said == "yes"
    second = {"referrer_name": "林涛", "referrer_email": "lintao@corp.example", "name": "魏华",
              "email": "weihua@example.com", "told": "yes"}  # fmt: skip
    assert send(visitor, parts, forms["refer"], **second).status_code == first.status_code == 303
    there = everybody(parts)
    assert set(there) == {"李雷", "韩梅", "林涛", "魏华"}
    with parts.db.read() as session:
        pairs = {
            (one.referrer_id, one.talent_id)
            for name in ("韩梅", "魏华")
            for one in told.referrals_of(session, SYSTEM, there[name].id)
        }
    assert pairs == {(there["李雷"].id, there["韩梅"].id), (there["林涛"].id, there["魏华"].id)}


def test_a_referral_outlives_its_referrer_and_names_nobody_then(
    forms, visitor, parts, admin_client
):
    send(visitor, parts, forms["refer"], **REFERRAL)
    there = everybody(parts)
    from core.subject import repository as subject

    with parts.db.write() as session:
        subject.erase_rows(session, there["李雷"].id)
    with parts.db.read() as session:
        [one] = told.referrals_of(session, SYSTEM, there["韩梅"].id)
        assert one.referrer_id == ""
        assert relations.lifecycle_of(session, SYSTEM, there["韩梅"].id, now=parts.clock.now())
