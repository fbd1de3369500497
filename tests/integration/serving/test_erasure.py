"""Erased people leave no byte behind; the others stay; what failed is taken up again."""

import base64
import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.access import admin
from core.actor import SYSTEM, Role
from core.consent import service as consent
from core.consent import suppression
from core.consent.types import Act, ConsentChannel, NewEntry, Purpose, Source
from core.db import Base
from core.errors import NotFound
from core.pool.types import Match, MatchList, Position, Reason
from core.portal import service as portal
from core.portal.types import Wish
from core.profile import repository as profile
from core.profile import service as profile_service
from core.profile.types import Arrival, Channel, Facts, Interaction, NewAttachment
from core.requisition import service as requisition
from core.requisition.types import NewDecision, NewJob, NewShortlist, Verdict
from core.subject import merging, repository, service
from core.subject.types import ErasedAlready, ErasureReasonMissing, Evidence, Store
from core.task import service as tasks
from core.task.types import CallOutcome, NewCall, NewTask
from serving import erasure, indexing, personal_copy, wiring
from serving.settings import Settings
from tests.conftest import load_tables

LONG = os.environ.get("TRM_LONG") == "1"
CANARIES = 20 if LONG else 3
NAME, MAIL, PHRASE = (
    "Zyxqua Canary{0:03}",
    "zyxqua{0:03}@canary.example",
    "quokka-phrase-{0:03} 鹬蚌句{0:03}",
)


@pytest.fixture
def parts(tmp_path, clock):
    load_tables()
    built = wiring.build(Settings(workspace=tmp_path / "var"), clock=clock)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


def arrival(parts, number, *, text=""):
    content = f"CV of {NAME.format(number)}. {PHRASE.format(number)}".encode()
    stored_as = parts.attachments.put(content)
    return Arrival(
        "board",
        Channel.IMPORT,
        Facts(
            name=NAME.format(number),
            emails=(MAIL.format(number),),
            text=text or f"Python engineer. {PHRASE.format(number)}",
        ),
        external_id=f"ext-{number}",
        raw={"name": NAME.format(number), "note": PHRASE.format(number)},
        attachment=NewAttachment(
            f"{NAME.format(number)}.txt", "text/plain", 9, "0" * 64, stored_as
        ),
    )


def fill(parts):
    """People with a file, a timeline, an edit, a score with a sentence, a decision, an index."""
    now, ids = parts.clock.now(), []
    with parts.db.write() as session:
        for number in range(CANARIES + 2):
            found = profile_service.ingest(session, SYSTEM, arrival(parts, number), now=now)
            ids.append(found.talent_id)
            later = replace(arrival(parts, number, text=f"Lead. {PHRASE.format(number)}"))
            profile_service.ingest(session, SYSTEM, later, now=now)
            profile_service.edit(
                session, SYSTEM, found.talent_id, {"headline": PHRASE.format(number)}, now=now
            )
            seen = Interaction(
                "int_" + str(number), found.talent_id, "call", "out", "phone", now, now
            )
            told = replace(seen, summary=PHRASE.format(number))
            profile_service.record_interactions(session, SYSTEM, [told], now=now)
        position = Position("", "Engineer", "Python")
        job = requisition.create_job(session, SYSTEM, NewJob("E", "Python", position), now=now)
        rows = tuple(
            Match(
                one,
                0.5,
                0.1,
                at + 1,
                reasons=(Reason("r", "skills", 1.0, {"n": PHRASE.format(at)}),),
            )
            for at, one in enumerate(ids)
        )
        new = NewShortlist(position, "", 9, MatchList(rows, "rules", (), 9, 9))
        stored = requisition.store_shortlist(session, SYSTEM, job.id, new, now=now)
        for at, one in enumerate(ids):
            decision = NewDecision(one, Verdict.REJECT, PHRASE.format(at), profile_opened=False)
            requisition.decide(session, SYSTEM, stored.id, decision, now=now)
        clerk = admin.add_account(
            session, SYSTEM, "clerk@example.org", name="Clerk", role=Role.ADMIN, now=now
        )
        for at, one in enumerate(ids):
            use_everything(parts, session, clerk.actor, one, at)
    indexing.build(parts)
    return ids


def use_everything(parts, session, clerk, talent_id, number):
    """Let a person pass through what else there is: calls, tasks, consents, visits, a merge."""
    now, said = parts.clock.now(), PHRASE.format(number)
    tasks.log_call(
        session,
        clerk,
        talent_id,
        NewCall(
            CallOutcome.REACHED, now, note=said, follow_up=NewTask(said, now.date(), note=said)
        ),
        now=now,
    )
    yes = NewEntry(Purpose.TALENT_POOL, Act.WITHDRAWN, now, Source.PERSON, proof=said)
    consent.record(session, clerk, talent_id, yes, now=now)
    link = portal.hand_over(session, clerk, talent_id, secret=b"s" * 32, now=now)
    visit, _ = portal.enter(session, link.token, now=now)
    portal.wish(session, visit, Wish.CONTEST, said, now=now)
    portal.ask(session, MAIL.format(number), channel="email", secret=b"s" * 32, now=now)
    twin = Facts(name=NAME.format(number), emails=(f"second-{MAIL.format(number)}",), text=said)
    other = profile_service.ingest(
        session,
        SYSTEM,
        Arrival("fair", Channel.API, twin, f"fair-{number}", {"note": said}),
        now=now,
    )
    merging.merge(session, SYSTEM, talent_id, [other.talent_id], Evidence(said), now=now)


def traces(folder: Path, needle: str) -> list[str]:
    """Return the files that hold a text, plain, as UTF-16, hex, or base64."""
    plain = needle.encode()
    forms = {plain, needle.encode("utf-16-le"), plain.hex().encode(), needle.lower().encode()}
    forms |= {base64.b64encode(b"x" * pad + plain)[4 * bool(pad) : -4] for pad in range(3)}
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [path.name for form in forms if form in content]
    return found


def needles(number):
    return [NAME.format(number), MAIL.format(number), *PHRASE.format(number).split()]


def test_not_one_byte_is_left_of_whoever_was_erased(parts):
    ids = fill(parts)
    home = parts.paths.workspace
    assert traces(home, needles(0)[2]), "the scanner finds what is there"
    with parts.db.read() as session:
        hashes = erasure._text_hashes(parts, session, ids[0])
        known = profile.vectors_of(session, parts.encoder().id, hashes)
    assert known, "their texts were embedded"
    for talent_id in ids[:CANARIES]:
        with parts.db.write() as session:
            asked = service.request_erasure(
                session, SYSTEM, talent_id, reason="asked by mail", now=parts.clock.now()
            )
        done = erasure.carry_out(parts, asked.id)
        assert done.finished_at is not None
        assert done.open_stores == ()
    parts.db.close()
    for number in range(CANARIES):
        assert [one for needle in needles(number) for one in traces(home, needle)] == []
    for vector in known.values():
        assert traces_of_bytes(home, vector) == []
    for number in range(CANARIES, CANARIES + 2):
        assert all(traces(home, needle) for needle in needles(number)[:2]), "the others stay"
    with parts.db.read() as session, pytest.raises(NotFound):
        profile.get(session, SYSTEM, ids[0])
    listed = erasure.listed(erasure.ledger(home))  # each with whom they were merged
    assert len(listed) == 2 * CANARIES
    assert set(listed) & set(ids) == set(ids[:CANARIES])
    with parts.db.read() as session:
        assert [is_marked(parts, session, number) for number in (0, CANARIES - 1, CANARIES)] == [
            True,
            True,
            False,
        ]


def is_marked(parts, session, number):
    """Tell whether nothing may be sent to an address any more, however it is written."""
    pairs = [("email", MAIL.format(number).upper())]
    found = suppression.against(
        session, parts.marker, pairs, Purpose.TALENT_POOL, ConsentChannel.EMAIL,
        at=parts.clock.now(),
    )  # fmt: skip
    return found is not None


def traces_of_bytes(folder, needle):
    return [
        path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()
    ]


def test_what_failed_keeps_the_request_open_and_is_taken_up_again(parts, monkeypatch):
    ids = fill(parts)
    with parts.db.write() as session:
        asked = service.request_erasure(session, SYSTEM, ids[0], reason="r", now=parts.clock.now())

    def broken(_parts, _erasure):
        raise OSError("the disk is read-only")

    with monkeypatch.context() as patch:
        patch.setitem(erasure._STEPS, Store.ATTACHMENTS, broken)
        with pytest.raises(OSError, match="read-only"):
            erasure.carry_out(parts, asked.id)
    with parts.db.read() as session:
        stuck = repository.get(session, asked.id)
    assert stuck.finished_at is None
    assert stuck.error == "attachments: the disk is read-only"
    assert len(stuck.pending["attachments"]) == 2
    assert Store.DATABASE not in stuck.open_stores
    done = erasure.carry_out(parts, asked.id)
    assert (done.open_stores, done.error, done.pending) == ((), "", {})


def test_asking_twice_is_refused_and_a_reason_is_needed(parts):
    ids = fill(parts)
    now = parts.clock.now()
    with parts.db.write() as session:
        with pytest.raises(ErasureReasonMissing):
            service.request_erasure(session, SYSTEM, ids[0], reason="  ", now=now)
        service.request_erasure(session, SYSTEM, ids[0], reason="r", now=now)
        with pytest.raises(ErasedAlready):
            service.request_erasure(session, SYSTEM, ids[0], reason="r", now=now)


def test_the_copy_holds_what_every_table_says_of_the_person_and_of_nobody_else(parts):
    ids = fill(parts)
    content = personal_copy.write(parts, SYSTEM, ids[0])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = json.loads(archive.read("data.json"))
        pages = [archive.read(f"data.{one}.html").decode() for one in ("zh", "en")]
        files = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
    told = json.dumps(data, ensure_ascii=False)
    for table in (
        "source_record", "interaction", "shortlist_entry", "shortlist_decision",
        "task", "phone_call", "consent_entry",
    ):  # fmt: skip
        assert PHRASE.format(0) in json.dumps(data["tables"][table], ensure_ascii=False), table
    mails = {row["value"] for row in data["tables"]["identifier"]}
    assert mails == {MAIL.format(0), f"second-{MAIL.format(0)}"}
    assert len(data["tables"]["attachment"]) == len(files) == 2
    assert all(needle not in told for needle in needles(1))
    assert "被推荐的职位" in pages[0]
    assert "Jobs you were ranked for" in pages[1]
    assert all(PHRASE.format(0) in page for page in pages)
