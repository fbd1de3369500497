"""Merging people and parting them again, on both databases."""

from datetime import timedelta

import pytest

from core import audit, outbox
from core.actor import SYSTEM, Actor, Role
from core.consent import keeping
from core.consent import service as consent
from core.consent.addresses import Marker
from core.consent.types import Act, ConsentChannel, Purpose, Relationship
from core.errors import Conflict, NotFound
from core.outreach import service as outreach
from core.outreach.gate import ConsentGate
from core.outreach.types import Message, Order
from core.profile import repository as reads
from core.profile import service as profile
from core.profile.repository import keeping as clocks
from core.profile.types import Facts
from core.profile.withdrawal import withdraw
from core.subject import repository, service
from core.subject.merging import merge
from core.subject.parting import unmerge
from core.subject.repository import merges
from core.subject.types import Evidence, Flaw, MergeRefused, MergeUndone, Side
from core.task import repository as tasks
from tests import merging_world as world

ANN = Actor("acc_ann", "Ann", frozenset({Role.RECRUITER}), frozenset({"team_a"}))
WHY = Evidence("the same phone number", 0.97, "pair-1")


@pytest.fixture
def session(any_db):
    with any_db.write() as session:
        yield session


@pytest.fixture
def two(session, clock):
    """Two people of two sources, each with one of everything."""
    ids = []
    for number, agrees in ((1, True), (2, False)):
        one = world.take_in(
            session, clock, key=str(number), email=f"p{number}@example.org", file=True,
            city=("深圳", "北京")[number - 1], skills=(f"S{number}",),
        )  # fmt: skip
        world.everything(session, clock, one, agrees=agrees)
        ids.append(one)
        clock.move(timedelta(minutes=1))
    return ids


def one_of(session, actor, *ids, clock, **more):
    return merge(session, actor, ids[0], ids[1:], WHY, now=clock.now(), **more)


def part(session, made, clock, **more):
    return unmerge(session, SYSTEM, made.id, reason="a mistake", now=clock.now(), **more)


def test_a_merge_keeps_everything_and_the_old_id_leads_to_who_stays(session, clock, two):
    before = world.counts(session)
    [made] = one_of(session, SYSTEM, *two, clock=clock)
    assert world.counts(session) == before
    person = reads.get(session, SYSTEM, two[1])
    assert person.id == two[0]
    assert person.facts.emails == ("p2@example.org", "p1@example.org")
    assert person.facts.place.city == "北京"  # the newer word
    assert {skill.name for skill in person.facts.skills} == {"S1", "S2"}
    assert len(reads.interactions_of(session, SYSTEM, two[1])) == 2
    assert len(tasks.of_person(session, SYSTEM, two[0])) == 2
    assert reads.count(session) == 1
    assert reads.get_many(session, SYSTEM, two).keys() == {two[0]}
    assert (made.survivor_id, made.merged_id, made.evidence) == (*two, WHY)
    facts = [(one.name, one.subject_id) for one in outbox.since(session, 0)][-4:]
    assert ("talent.merged", two[0]) in facts
    assert ("talent.removed", two[1]) in facts
    assert ("talent.changed", two[0]) in facts
    assert audit.page(session, subject=two[1])[0].action == "talent.merged"


def test_undone_at_once_every_row_is_as_before(session, clock, two):
    before = world.rows(session)
    [made] = one_of(session, SYSTEM, *two, clock=clock)
    assert world.rows(session) != before
    clock.move(timedelta(days=1))
    undone = part(session, made, clock)
    assert world.rows(session) == before
    assert undone.undone_at == clock.now()
    assert reads.get(session, SYSTEM, two[1]).id == two[1]
    with pytest.raises(MergeUndone):
        part(session, made, clock)


def test_a_chain_is_parted_in_any_order(session, clock, two):
    third = world.take_in(session, clock, key="3", email="p3@example.org")
    world.everything(session, clock, third)
    before = world.rows(session)
    for first_out in (0, 1):
        clock.move(timedelta(hours=1))
        made = one_of(session, SYSTEM, *two, clock=clock, again=True)
        made += one_of(session, SYSTEM, third, two[0], clock=clock, again=True)
        assert {reads.get(session, SYSTEM, one).id for one in (*two, third)} == {third}
        part(session, made[first_out], clock)
        part(session, made[1 - first_out], clock)
        assert world.rows(session) == before


def test_who_left_a_chain_and_came_back_another_way_stays_there(session, clock, two):
    third = world.take_in(session, clock, key="3", email="p3@example.org")
    before = world.rows(session)
    [inner] = one_of(session, SYSTEM, *two, clock=clock)
    [outer] = one_of(session, SYSTEM, third, two[0], clock=clock)
    part(session, inner, clock)
    [again] = one_of(session, SYSTEM, third, two[1], clock=clock, again=True)
    part(session, outer, clock)
    assert reads.get(session, SYSTEM, two[0]).id == two[0]
    assert reads.get(session, SYSTEM, two[1]).id == third
    part(session, again, clock)
    assert world.rows(session) == before


def test_later_records_go_where_their_source_leads_and_edits_to_the_named_side(session, clock, two):
    made = one_of(session, SYSTEM, *two, clock=clock)
    clock.move(timedelta(days=1))
    world.take_in(session, clock, key="2", email="new2@example.org", city="杭州", file=True)
    world.take_in(session, clock, source="form", email="p1@example.org", skills=("form 1",))
    world.take_in(session, clock, source="form", email="new2@example.org", skills=("form 2",))
    profile.edit(session, SYSTEM, two[1], {"headline": "by hand"}, now=clock.now())
    world.meet(session, clock, two[0])
    part(session, made[0], clock, later=Side.MERGED)
    first, second = (reads.get(session, SYSTEM, one) for one in two)
    assert (first.facts.headline, second.facts.headline) == ("", "by hand")
    assert second.facts.place.city == "杭州"
    assert {skill.name for skill in first.facts.skills} == {"S1", "form 1"}
    assert {skill.name for skill in second.facts.skills} == {"form 2"}  # its old record is replaced
    assert len(reads.interactions_of(session, SYSTEM, two[1])) == 2
    assert len(reads.attachments_of(session, SYSTEM, two[1])) == 3


def test_possible_duplicates_are_told_of_who_people_are_now(session, clock, two):
    third = world.take_in(session, clock, key="3", email="p2@example.org", phone="13800138000")
    assert third == two[1]
    world.take_in(session, clock, key="4", phone="13800138001")
    fourth = world.take_in(session, clock, key="5", email="p5@example.org")
    world.take_in(session, clock, key="5", email="p2@example.org")
    assert reads.possible_duplicates(session, SYSTEM, fourth) == [two[1]]
    made = one_of(session, SYSTEM, *two, clock=clock)
    assert reads.possible_duplicates(session, SYSTEM, fourth) == [two[0]]
    assert reads.possible_duplicates(session, SYSTEM, two[1]) == [fourth]
    part(session, made[0], clock)
    assert reads.possible_duplicates(session, SYSTEM, two[0]) == []


def test_a_later_word_on_a_relationship_goes_with_its_record(session, clock, two):
    made = one_of(session, SYSTEM, *two, clock=clock)
    clock.move(timedelta(days=1))
    world.take_in(session, clock, key="1", email="p1@example.org", city="西安")
    world.take_in(session, clock, key="2", email="p2@example.org", city="西安")
    records = [
        one for one in reads.sources_of(session, SYSTEM, two[0]) if one.facts.place.city == "西安"
    ]
    told = {one.external_id: one.id for one in records}
    for key in ("1", "2", ""):
        world.relate(session, clock, two[0], key, told.get(key, ""))
    part(session, made[0], clock, later=Side.MERGED)
    assert world.relations(session, two[0]) == ["1"]
    assert world.relations(session, two[1]) == ["", "2"]  # the one by hand is the named side's


def test_an_import_is_taken_back_before_and_after_people_are_parted(session, clock, two):
    [made] = one_of(session, SYSTEM, *two, clock=clock)
    records = {one.external_id: one.id for one in reads.sources_of(session, SYSTEM, two[0])}
    taken = withdraw(session, SYSTEM, [records["2"]], now=clock.now())
    assert (taken.gone, taken.kept) == (0, 1)
    assert reads.get(session, SYSTEM, two[1]).facts.emails == ("p1@example.org",)
    part(session, made, clock)
    assert reads.get(session, SYSTEM, two[0]).facts.emails == ("p1@example.org",)
    with pytest.raises(NotFound):
        reads.get(session, SYSTEM, two[1])  # nothing is known of them any more
    assert world.take_in(session, clock, key="2", email="p2@example.org") == two[1]


def test_who_was_merged_stays_when_the_import_of_the_survivor_is_taken_back(session, clock, two):
    [made] = one_of(session, SYSTEM, *two, clock=clock)
    records = {one.external_id: one.id for one in reads.sources_of(session, SYSTEM, two[0])}
    assert withdraw(session, SYSTEM, [records["1"]], now=clock.now()).gone == 0
    assert reads.get(session, SYSTEM, two[0]).facts.emails == ("p2@example.org",)
    assert withdraw(session, SYSTEM, [records["2"]], now=clock.now()).gone == 1
    with pytest.raises(NotFound):
        reads.get(session, SYSTEM, two[1])
    part(session, made, clock)
    assert reads.count(session) == 0
    assert world.take_in(session, clock, key="2", email="p2@example.org") == two[1]


def test_a_message_goes_once_to_who_was_two(session, clock, two):
    before = world.rows(session)["sending"]
    assert len(before) == 4  # "welcome" to both, and one of their own each
    one_of(session, SYSTEM, *two, clock=clock)
    order = Order("campaign", "welcome", two[1], "email", clock.now() + timedelta(days=1), {})
    assert outreach.queue(session, SYSTEM, order, now=clock.now()) is None
    own = Order("campaign", f"own {two[1]}", two[1], "email", order.not_after, {})
    assert outreach.queue(session, SYSTEM, own, now=clock.now()) is None
    waiting, _ = outreach.page(session)
    left = [one for one in waiting if one.order.recipient == two[1]]
    assert [one.order.step for one in left] == ["welcome"]
    gate = ConsentGate(Marker(b"k" * 32), clock)
    said = gate(session, left[0], Message("k", "p2@example.org", "s", "t")).refused
    assert "under their other id" in said


def test_a_later_decision_goes_with_its_shortlist(session, clock, two):
    hers = world.shortlist(session, clock, two[1])
    both = world.shortlist(session, clock, *two)
    made = one_of(session, SYSTEM, *two, clock=clock)
    world.decide(session, clock, hers, two[1])
    world.decide(session, clock, both, two[1])
    part(session, made[0], clock)
    decided = world.Base.metadata.tables["shortlist_decision"]
    query = world.select(decided.c.shortlist_id, decided.c.talent_id)
    found = {row.shortlist_id: row.talent_id for row in session.execute(query)}
    assert (found[hers], found[both]) == (two[1], two[0])


def test_the_stricter_consent_wins_and_is_freed_with_the_merge(session, clock):
    strict = world.take_in(session, clock, key="1", email="p1@example.org")
    free = world.take_in(session, clock, key="2", email="p2@example.org")
    world.say(session, clock, strict, Act.WITHDRAWN, Purpose.PROFILING)
    world.say(session, clock, strict, Act.WITHDRAWN, channel=ConsentChannel.SMS)
    clock.move(timedelta(days=1))
    for purpose in (Purpose.PROFILING, Purpose.MARKETING):
        world.say(session, clock, free, Act.GIVEN, purpose)
    world.say(session, clock, free, Act.GIVEN, channel=ConsentChannel.SMS)

    def allowed(one, purpose, channel=ConsentChannel.ANY):
        return consent.may(session, one, purpose, channel, at=clock.now()).allowed

    clock.move(timedelta(days=1))
    made = one_of(session, SYSTEM, free, strict, clock=clock)
    assert consent.not_profiled(session, [free, strict], at=clock.now()) == {free, strict}
    assert not allowed(free, Purpose.MARKETING, ConsentChannel.SMS)
    assert allowed(free, Purpose.MARKETING, ConsentChannel.EMAIL)
    clock.move(timedelta(days=1))
    world.say(
        session, clock, free, Act.GIVEN, Purpose.PROFILING
    )  # a word of after the merge counts
    assert allowed(free, Purpose.PROFILING)
    part(session, made[0], clock)
    assert allowed(free, Purpose.MARKETING, ConsentChannel.SMS)
    assert not allowed(strict, Purpose.PROFILING)


def test_what_was_forbidden_in_between_holds_for_both(session, clock, two):
    made = one_of(session, SYSTEM, *two, clock=clock)
    clock.move(timedelta(days=1))
    world.say(session, clock, two[0], Act.WITHDRAWN, Purpose.PROFILING)
    part(session, made[0], clock)
    assert consent.not_profiled(session, two, at=clock.now()) == set(two)


def test_the_stricter_side_of_a_third_leaves_with_it(session, clock):
    """Parting the one who forbade frees the two who did not, whatever the order of merges."""
    ids = [
        world.take_in(session, clock, key=str(n), email=f"p{n}@example.org") for n in range(3)
    ]  # fmt: skip
    world.say(session, clock, ids[1], Act.WITHDRAWN)
    clock.move(timedelta(days=1))
    world.say(session, clock, ids[2], Act.GIVEN)
    first = one_of(session, SYSTEM, ids[0], ids[1], clock=clock)
    one_of(session, SYSTEM, ids[0], ids[2], clock=clock)

    def allowed():
        return consent.may(session, ids[0], Purpose.MARKETING, at=clock.now()).allowed

    assert not allowed()
    part(session, first[0], clock)
    assert allowed()


def test_of_two_relationships_the_last_word_counts(session, clock, two):
    world.stand(session, clock, two[1], Relationship.EMPLOYEE)
    made = one_of(session, SYSTEM, *two, clock=clock)
    clock.move(timedelta(days=1))
    keeping.leave(session, SYSTEM, two[0], left_at=clock.now(), now=clock.now())
    from core.consent.repository import retention

    numbers = {one.talent_id: one.number for one in clocks.kept(session, after=0, limit=9)}
    assert numbers.keys() == {two[0]}
    [number] = numbers.values()
    told = {one.relationship: one for one in retention.standings(session, [number])[number]}
    assert told[Relationship.EMPLOYEE].ended == clock.now()
    part(session, made[0], clock)
    numbers = {one.talent_id: one.number for one in clocks.kept(session, after=0, limit=9)}
    told = {
        one.relationship: one
        for one in retention.standings(session, [numbers[two[1]]])[numbers[two[1]]]
    }
    assert told[Relationship.EMPLOYEE].ended is None


def test_a_chosen_value_stays_until_the_merge_is_undone(session, clock, two):
    made = one_of(session, SYSTEM, *two, clock=clock, choices={"place": two[0]})
    assert reads.get(session, SYSTEM, two[0]).facts.place.city == "深圳"
    part(session, made[0], clock)
    assert reads.get(session, SYSTEM, two[1]).facts.place.city == "北京"
    assert len(reads.sources_of(session, SYSTEM, two[0])) == 1


@pytest.mark.parametrize(
    ("flaw", "how"),
    [
        (Flaw.SAME, {"ids": (0, 0)}),
        (Flaw.NOBODY, {"ids": (0,)}),
        (Flaw.NO_REASON, {"reason": "  "}),
        (Flaw.CHOICE, {"choices": {"text": 1}}),
        (Flaw.CHOICE, {"choices": {"place": "tal_other"}}),
        (Flaw.ERASING, {"erasing": True}),
        (Flaw.UNDONE, {"undone": True}),
    ],
)
def test_what_cannot_be_made_one_says_why(session, clock, two, flaw, how):
    ids = [two[number] for number in how.get("ids", (0, 1))]
    choices = {
        name: two[whose] if isinstance(whose, int) else whose
        for name, whose in how.get("choices", {}).items()
    }
    if how.get("erasing"):
        service.request_erasure(session, SYSTEM, two[1], reason="asked", now=clock.now())
    if how.get("undone"):
        part(session, one_of(session, SYSTEM, *two, clock=clock)[0], clock)
    before = world.rows(session)
    with pytest.raises(MergeRefused) as caught:
        merge(
            session, SYSTEM, ids[0], ids[1:], Evidence(how.get("reason", "x")), now=clock.now(),
            choices=choices,
        )  # fmt: skip
    assert caught.value.context["reasons"] == [flaw]
    assert world.rows(session) == before


def test_who_does_not_see_both_merges_and_parts_nobody(session, clock, two):
    profile.assign(session, SYSTEM, two[1], team_id="team_b", owner_id=None, now=clock.now())
    with pytest.raises(NotFound):
        one_of(session, ANN, *two, clock=clock)
    made = one_of(session, SYSTEM, *two, clock=clock)
    with pytest.raises(NotFound):
        unmerge(session, ANN, made[0].id, reason="x", now=clock.now())
    assert [one.id for one in merges.of_person(session, ANN, two[0])] == [made[0].id]
    part(session, made[0], clock)
    assert merges.of_person(session, ANN, two[0]) == []  # it would tell of the other
    assert len(merges.of_person(session, SYSTEM, two[1])) == 1


def test_an_erasure_takes_all_sides_and_a_copy_has_them(session, clock, two):
    one_of(session, SYSTEM, *two, clock=clock)
    copy = service.export(session, SYSTEM, two[1], now=clock.now())
    told = [len(copy[name]) for name in ("source_record", "interaction", "task", "sending")]
    assert told == [2, 2, 2, 4]
    assert len(copy["retention_standing"]) == 2
    asked = service.request_erasure(session, SYSTEM, two[1], reason="asked", now=clock.now())
    assert asked.talent_id == two[0]
    done = service.erase_rows(session, asked.id, now=clock.now())
    assert done.pending["ledger"] == [two[1]]
    assert len(done.pending["attachments"]) == 4
    left = {name: found for name, found in world.rows(session).items() if found}
    assert left == {}


def test_a_record_that_comes_by_an_old_id_finds_who_stays(session, clock, two):
    one_of(session, SYSTEM, *two, clock=clock)
    assert world.take_in(session, clock, key="2", email="p2@example.org", city="成都") == two[0]
    assert world.take_in(session, clock, source="form", email="p2@example.org") == two[0]
    with pytest.raises(Conflict, match="there already"):
        profile.create(session, SYSTEM, Facts(emails=("p2@example.org",)), now=clock.now())


def test_the_erased_are_known_by_every_id(session, clock, two):
    one_of(session, SYSTEM, *two, clock=clock)
    asked = service.request_erasure(session, SYSTEM, two[0], reason="asked", now=clock.now())
    assert repository.of_person(session, two[1]) == asked
