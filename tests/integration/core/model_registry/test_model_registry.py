from datetime import timedelta

import pytest

from core.actor import SYSTEM, Actor, Role
from core.errors import Conflict, Forbidden, NotFound
from core.model_registry import repository, service
from core.model_registry.service import GateClosed, NothingToRollBack
from core.model_registry.types import NewModel, Stage

LI = Actor("acc_li", "Li Na", frozenset({Role.DATA_SCIENTIST}))


def model(version: str) -> NewModel:
    return NewModel(
        version, "ranker", digest=version * 2, metrics={"ndcg": 0.5}, cards={"en": "card"}
    )


@pytest.fixture
def stages(db, clock):
    for version in ("a", "b"):
        with db.write() as session:
            service.register(session, SYSTEM, model(version), now=clock.now())
        clock.move(timedelta(minutes=1))

    def read() -> dict[str, str]:
        with db.read() as session:
            return {one.version: one.stage.value for one in repository.versions(session, "ranker")}

    return read


def test_newest_comes_first_and_nobody_serves_at_first(db, stages):
    assert stages() == {"b": "candidate", "a": "candidate"}
    assert list(stages()) == ["b", "a"]
    with db.read() as session:
        assert repository.champion(session, "ranker") is None


def test_registering_again_changes_nothing(db, clock, stages):
    with db.write() as session:
        again = service.register(session, SYSTEM, NewModel("a", "ranker", "other"), now=clock.now())
    assert again.digest == "aa"


def test_promotion_is_signed_and_told(db, clock, stages):
    from core import outbox

    with db.write() as session:
        promoted = service.promote(session, LI, "b", reasons=[], now=clock.now())
    assert promoted.serving
    assert promoted.promoted_by == "acc_li"
    assert promoted.promoted_at == clock.now()
    assert stages() == {"b": "champion", "a": "candidate"}
    with db.read() as session:
        facts = outbox.since(session, 0, names=["model.switched"])
    assert [fact.subject_id for fact in facts] == ["b"]


def test_back_and_forth(db, clock, stages):
    with db.write() as session:
        service.promote(session, LI, "a", reasons=[], now=clock.now())
    with db.write() as session:
        service.promote(session, LI, "b", reasons=[], now=clock.now())
    assert stages() == {"b": "champion", "a": "archived"}
    with db.write() as session:
        assert service.rollback(session, LI, "ranker", now=clock.now()) == "a"
    assert stages() == {"b": "archived", "a": "champion"}
    with db.write() as session:
        service.promote(session, LI, "b", reasons=[], now=clock.now())
    for expected in ("a", ""):
        with db.write() as session:
            assert service.rollback(session, LI, "ranker", now=clock.now()) == expected
    assert Stage.CHAMPION not in stages().values()
    with db.write() as session, pytest.raises(NothingToRollBack):
        service.rollback(session, LI, "ranker", now=clock.now())


def test_a_red_gate_says_every_reason_and_changes_nothing(db, clock, stages):
    with pytest.raises(GateClosed) as refused, db.write() as session:
        service.promote(session, LI, "b", reasons=["too slow", "too wrong"], now=clock.now())
    assert refused.value.context["reasons"] == ["too slow", "too wrong"]
    assert stages()["b"] == "candidate"


def test_the_system_cannot_sign(db, clock, stages):
    with pytest.raises(GateClosed, match="named person"), db.write() as session:
        service.promote(session, SYSTEM, "b", reasons=[], now=clock.now())


def test_a_recruiter_may_not_switch_models(db, clock, stages):
    recruiter = Actor("acc_wu", "Wu", frozenset({Role.RECRUITER}))
    for verb in (
        lambda session: service.promote(session, recruiter, "b", reasons=[], now=clock.now()),
        lambda session: service.rollback(session, recruiter, "ranker", now=clock.now()),
    ):
        with pytest.raises(Forbidden), db.write() as session:
            verb(session)


def test_serving_twice_or_unknown_is_refused(db, clock, stages):
    with db.write() as session:
        service.promote(session, LI, "b", reasons=[], now=clock.now())
    with pytest.raises(Conflict), db.write() as session:
        service.promote(session, LI, "b", reasons=[], now=clock.now())
    with pytest.raises(NotFound), db.write() as session:
        service.promote(session, LI, "c", reasons=[], now=clock.now())
