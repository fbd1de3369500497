"""The one door in: idempotence, linking, teams, history, undo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core import audit, outbox
from core.actor import SYSTEM, Actor, Role
from core.errors import Conflict, NotFound, Refused, Unusable
from core.profile import repository, service
from core.profile.types import (
    Arrival,
    Channel,
    Facts,
    Interaction,
    NewAttachment,
    SkillFact,
    Sort,
    Span,
)

ANN = Actor("acc_ann", "Ann", frozenset({Role.RECRUITER}), frozenset({"team_a"}))
BEN = Actor("acc_ben", "Ben", frozenset({Role.RECRUITER}), frozenset({"team_b"}))


def arrival(name="张伟", *, email="", phone="", source="ats", external_id="", **more):
    facts = Facts(
        name=name,
        emails=(email,) if email else (),
        phones=(phone,) if phone else (),
        **more.pop("facts", {}),
    )
    return Arrival(
        source=source,
        channel=Channel.IMPORT,
        facts=facts,
        external_id=external_id,
        raw={"姓名": name, "邮箱": email, "手机": phone},
        **more,
    )


def test_the_same_arrival_twice_is_one_record(db, clock):
    with db.write() as session:
        first = service.ingest(session, SYSTEM, arrival(email="a@b.cn"), now=clock.now())
    with db.write() as session:
        again = service.ingest(session, SYSTEM, arrival(email="a@b.cn"), now=clock.now())
        assert again.talent_id == first.talent_id
        assert (again.created, again.changed) == (False, False)
        assert again.source_record_id == first.source_record_id
        assert len(repository.sources_of(session, SYSTEM, first.talent_id)) == 1
        assert [fact.name for fact in outbox.since(session, 0)] == ["talent.changed"]


def test_seven_channels_make_one_person(db, clock):
    arrivals = [
        arrival("Wei Zhang", email="wei@x.cn", source="referral"),
        arrival("张伟", phone="13800138000", email="WEI@x.cn", source="ats", external_id="7"),
        arrival("张伟", phone="+86 138-0013-8000", source="form"),
        arrival("张伟", phone="１３８００１３８０００", source="fair"),
        arrival("张伟", email="wei@x.cn", source="mail"),
        arrival("张伟", email="wei@x.cn", phone="138 0013 8000", source="site"),
        arrival("张 伟", phone="86 13800138000", source="api"),
    ]
    with db.write() as session:
        done = [service.ingest(session, SYSTEM, item, now=clock.now()) for item in arrivals]
        assert len({item.talent_id for item in done}) == 1
        assert len(repository.sources_of(session, SYSTEM, done[0].talent_id)) == 7
        person = repository.get(session, SYSTEM, done[0].talent_id)
        assert person.facts.phones == ("+8613800138000",)
        assert person.facts.emails == ("wei@x.cn",)


def test_a_batch_does_what_one_by_one_does(any_db, clock):
    rows = [
        arrival(f"P{number % 7}", email=f"p{number % 7}@x.cn", source=f"s{number % 3}",
                external_id=str(number % 11))
        for number in range(40)
    ]  # fmt: skip
    with any_db.write() as session:
        batch = service.ingest_many(session, SYSTEM, rows, now=clock.now())
        whole = shape(session, batch)
        session.rollback()
    with any_db.write() as session:
        single = [service.ingest_many(session, SYSTEM, [item], now=clock.now())[0] for item in rows]
        assert shape(session, single) == whole


def shape(session, results):
    order = {name: at for at, name in enumerate(dict.fromkeys(item.talent_id for item in results))}
    people = repository.get_many(session, SYSTEM, order)
    return (
        [(order[item.talent_id], item.created, item.changed) for item in results],
        [person.facts for person in people.values()],
    )


def test_a_new_version_of_a_source_replaces_the_old_and_keeps_it(db, clock):
    with db.write() as session:
        one = service.ingest(
            session, SYSTEM,
            arrival("张伟", external_id="7", facts={"skills": (SkillFact("s:1", "Java"),)}),
            now=clock.now(),
        )  # fmt: skip
        clock.move(timedelta(days=1))
        two = service.ingest(
            session, SYSTEM,
            arrival("张玮", external_id="7", facts={"skills": (SkillFact("s:2", "Go"),)}),
            now=clock.now(),
        )  # fmt: skip
        assert one.talent_id == two.talent_id
        person = repository.get(session, SYSTEM, one.talent_id)
        assert person.facts.name == "张玮"
        assert [skill.name for skill in person.facts.skills] == ["Go"]
        assert person.version == 2
        assert len(repository.sources_of(session, SYSTEM, one.talent_id)) == 2


def test_two_people_are_never_merged_by_a_third_arrival(any_db, clock):
    with any_db.write() as session:
        old = service.ingest(session, SYSTEM, arrival(email="a@x.cn"), now=clock.now())
        clock.move(timedelta(days=1))
        young = service.ingest(
            session, SYSTEM, arrival(phone="13800138000", source="b"), now=clock.now()
        )
        both = service.ingest(
            session, SYSTEM, arrival(email="a@x.cn", phone="13800138000", source="c"),
            now=clock.now(),
        )  # fmt: skip
        assert both.talent_id == old.talent_id
        assert both.duplicates == (young.talent_id,)
        seen = repository.possible_duplicates(session, SYSTEM, young.talent_id)
        assert seen == [old.talent_id]
        assert repository.count(session) == 2


def test_who_shares_a_telephone_under_another_name_is_another_person(any_db, clock):
    apart = {("李娜", "张伟"), ("张伟", "李娜")}
    phone = {"phone": "13800138000"}
    with any_db.write() as session:
        made = service.ingest_many(
            session, SYSTEM,
            [
                arrival("张伟", source="a", **phone),
                arrival("李娜", source="b", **phone),
                arrival("张伟", source="c", **phone),
                arrival("李娜", source="d", email="ln@x.cn", **phone),
            ],
            now=clock.now(), apart=lambda one, other: (one, other) in apart,
        )  # fmt: skip
        his, hers = made[0].talent_id, made[1].talent_id
        assert [one.talent_id for one in made] == [his, hers, his, hers]
        assert made[1].duplicates == (his,)
        assert repository.possible_duplicates(session, SYSTEM, his) == [hers]
    with any_db.write() as session:
        later = service.ingest_many(
            session, SYSTEM, [arrival("李娜", source="e", **phone)],
            now=clock.now(), apart=lambda one, other: (one, other) in apart,
        )  # fmt: skip
        assert later[0].talent_id == hers


def test_people_of_another_team_are_neither_seen_nor_linked_to(db, clock):
    with db.write() as session:
        hers = service.ingest(
            session, ANN, arrival(email="a@x.cn", team_id="team_a"), now=clock.now()
        )
        his = service.ingest(
            session, BEN, arrival(email="a@x.cn", source="b", team_id="team_b"), now=clock.now()
        )
        assert his.talent_id != hers.talent_id
        assert his.duplicates == ()
        with pytest.raises(NotFound):
            repository.get(session, BEN, hers.talent_id)
        assert repository.get_many(session, BEN, [hers.talent_id, his.talent_id]).keys() == {
            his.talent_id
        }
        with pytest.raises(NotFound):
            repository.source_text(session, BEN, hers.source_record_id)
        assert repository.possible_duplicates(session, SYSTEM, hers.talent_id) == [his.talent_id]
        assert repository.page(session, BEN).total == 1


def test_a_source_id_of_another_team_is_refused_alone(db, clock):
    with db.write() as session:
        service.ingest(session, ANN, arrival(external_id="7", team_id="team_a"), now=clock.now())
        results = service.ingest_many(
            session, BEN,
            [arrival("李娜", external_id="7"), arrival("王芳", external_id="8")],
            now=clock.now(),
        )  # fmt: skip
        assert "outside your teams" in results[0].refused
        assert results[1].created
        with pytest.raises(Refused):
            service.ingest(session, BEN, arrival("李娜", external_id="7"), now=clock.now())


def test_an_edit_wins_and_can_be_undone(any_db, clock):
    skills = (
        SkillFact("s:1", "Java", evidence=(Span(0, 4, "Java"),)),
        SkillFact("s:2", "Cobol", evidence=(Span(6, 11, "Cobol"),)),
    )
    with any_db.write() as session:
        first = service.ingest(
            session, SYSTEM,
            arrival(external_id="7", facts={"skills": skills, "text": "Java, Cobol"}),
            now=clock.now(),
        )  # fmt: skip
        before = repository.get(session, SYSTEM, first.talent_id)
        edited = service.edit(
            session, SYSTEM, first.talent_id,
            {"skills": skills[:1], "headline": "后端", "name": "张玮"}, now=clock.now(),
        )  # fmt: skip
        assert [skill.name for skill in edited.facts.skills] == ["Java"]
        assert edited.facts.skills[0].evidence[0].source_id == first.source_record_id
        assert edited.facts.name == "张玮"
        clock.move(timedelta(days=1))
        later = (*skills, SkillFact("s:3", "Go"))
        service.ingest(
            session, SYSTEM, arrival(external_id="7", facts={"skills": later, "text": "Java, Go"}),
            now=clock.now(),
        )  # fmt: skip
        now_ = repository.get(session, SYSTEM, first.talent_id)
        assert {skill.name for skill in now_.facts.skills} >= {"Java", "Go"}
        assert now_.facts.name == "张玮"
        undone = service.undo(session, SYSTEM, first.talent_id, now=clock.now())
        assert undone.facts.name == before.facts.name
        assert {skill.name for skill in undone.facts.skills} == {"Java", "Cobol", "Go"}
        with pytest.raises(Refused):
            service.undo(session, SYSTEM, first.talent_id, now=clock.now())


def test_edits_are_checked(db, clock):
    with db.write() as session:
        first = service.ingest(session, SYSTEM, arrival(), now=clock.now())
        with pytest.raises(Unusable, match="text"):
            service.edit(session, SYSTEM, first.talent_id, {"text": "x"}, now=clock.now())
        with pytest.raises(Conflict):
            service.edit(
                session, SYSTEM, first.talent_id, {"name": "x"}, now=clock.now(),
                expected_version=9,
            )  # fmt: skip


def test_a_person_written_by_hand(db, clock):
    with db.write() as session:
        done = service.create(
            session, ANN, Facts(name="李娜", emails=("li@x.cn",)), now=clock.now()
        )
        assert repository.get(session, ANN, done.talent_id).facts.name == "李娜"
        with pytest.raises(Conflict) as caught:
            service.create(session, ANN, Facts(emails=("LI@x.cn",)), now=clock.now())
        assert caught.value.context["talent_id"] == done.talent_id
        with pytest.raises(Refused):
            service.undo(session, ANN, done.talent_id, now=clock.now())
        service.edit(session, ANN, done.talent_id, {"name": "李娜娜"}, now=clock.now())
        assert service.undo(session, ANN, done.talent_id, now=clock.now()).facts.name == "李娜"


def test_interactions_are_a_timeline(db, clock):
    with db.write() as session:
        done = service.ingest(session, SYSTEM, arrival(), now=clock.now())
        days = [3, 1, 2]
        for day in days:
            service.record_interaction(
                session, ANN,
                Interaction("", done.talent_id, "call", "out", "phone",
                            clock.now() - timedelta(days=day), clock.now(), f"day {day}"),
                now=clock.now(),
            )  # fmt: skip
        found = repository.interactions_of(session, ANN, done.talent_id)
        assert [item.summary for item in found] == ["day 1", "day 2", "day 3"]
        assert {item.actor_id for item in found} == {"acc_ann"}
        person = repository.get(session, SYSTEM, done.talent_id)
        assert person.last_active_at == clock.now() - timedelta(days=1)
        rest = repository.interactions_of(session, ANN, done.talent_id, before=found[0].at, limit=1)
        assert [item.summary for item in rest] == ["day 2"]


def test_attachments_have_versions(db, clock):
    file = NewAttachment("cv.pdf", "application/pdf", 9, "ab" * 32, "random")
    with db.write() as session:
        done = service.ingest(
            session, SYSTEM, arrival(email="a@x.cn", attachment=file, content_sha256="1" * 64),
            now=clock.now(),
        )  # fmt: skip
        service.add_attachment(
            session, SYSTEM, done.talent_id, replace(file, file_name="cv2.pdf"), now=clock.now()
        )
        found = repository.attachments_of(session, SYSTEM, done.talent_id)
        assert [(item.version, item.file_name) for item in found] == [(2, "cv2.pdf"), (1, "cv.pdf")]
        assert found[1].source_record_id == done.source_record_id
        assert repository.attachment(session, SYSTEM, found[0].id).sha256 == "ab" * 32
        sources = repository.sources_of(session, SYSTEM, done.talent_id)
        assert sources[0].attachment_id == found[1].id


def test_vectors_are_kept_by_hash(any_db):
    with any_db.write() as session:
        repository.save_vectors(session, "e5", {"a": b"1", "b": b"2"})
        repository.save_vectors(session, "e5", {"a": b"9", "c": b"3"})
        assert repository.vectors_of(session, "e5", ["a", "c", "z"]) == {"a": b"1", "c": b"3"}
        assert repository.missing_vectors(session, "e5", ["z", "a", "y", "z"]) == ["z", "y"]
        assert repository.vectors_of(session, "other", ["a"]) == {}


def test_everybody_is_walked_and_changes_are_told(db, clock):
    with db.write() as session:
        for name, text in (("张伟", "做过机器学习平台"), ("李娜", ""), ("Ana", "")):
            one = arrival(name, email=f"{len(text)}{len(name)}@x.cn", facts={"text": text})
            service.ingest(session, SYSTEM, one, now=clock.now())
        first = repository.iter_facts(session, limit=2)
        rest = repository.iter_facts(session, first[-1].id, limit=2)
        assert len(first) == 2
        assert len(rest) == 1
        assert {item.facts.text for item in [*first, *rest]} == {"做过机器学习平台", ""}
        changes = repository.facts_changed_since(session, 0)
        assert [item.talent_id for item in changes] == [
            item.id for item in repository.page(session, SYSTEM, sort=Sort.OLDEST).items
        ]
        assert repository.facts_changed_since(session, changes[-1].id) == []


def test_invented_people_go_with_all_that_is_theirs(any_db, clock):
    file = NewAttachment("cv.pdf", "application/pdf", 9, "ab" * 32, "random")
    with any_db.write() as session:
        real = service.ingest(session, SYSTEM, arrival("张伟", email="r@x.cn"), now=clock.now())
        fake = service.ingest(
            session, SYSTEM,
            arrival("李娜", email="f@x.cn", external_id="2", invented=True, attachment=file),
            now=clock.now(),
        )  # fmt: skip
        service.record_interaction(
            session, SYSTEM,
            Interaction("", fake.talent_id, "call", "out", "phone", clock.now(), clock.now()),
            now=clock.now(),
        )  # fmt: skip
        assert service.remove_invented(session, SYSTEM, now=clock.now()) == ["random"]
        assert [item.id for item in repository.page(session, SYSTEM).items] == [real.talent_id]
        assert repository.page(session, SYSTEM, q="李娜").total == 0
        again = service.ingest(
            session, SYSTEM, arrival("李娜", email="f@x.cn", external_id="2"), now=clock.now()
        )
        assert again.created
        assert repository.facts_changed_since(session, 0)[-2].removed


def test_real_people_never_link_to_invented_ones(db, clock):
    with db.write() as session:
        fake = service.ingest(
            session, SYSTEM, arrival(email="a@x.cn", invented=True), now=clock.now()
        )
        real = service.ingest(session, SYSTEM, arrival(email="a@x.cn", source="b"), now=clock.now())
        assert real.created
        assert real.duplicates == ()
        assert real.talent_id != fake.talent_id


def test_the_audit_log_names_nobody(db, clock):
    with db.write() as session:
        done = service.ingest(session, SYSTEM, arrival(email="a@x.cn"), now=clock.now())
        service.edit(session, ANN, done.talent_id, {"name": "秘密"}, now=clock.now())
        session.flush()
        entries = audit.page(session)
        assert [entry.action for entry in entries] == ["talent.edited", "talent.ingested"]
        assert "秘密" not in str(entries)
        assert "a@x.cn" not in str(entries)
