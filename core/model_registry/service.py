"""Register a model, let it serve, go back; each in the audit log under the name of a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, outbox
from core.actor import SYSTEM, Actor, Permission
from core.errors import Conflict, Forbidden, Refused
from core.model_registry import repository
from core.model_registry.types import ModelVersion, NewModel, Switch


class GateClosed(Refused):
    """A model may not serve; ``reasons`` say why."""

    code = "gate-closed"


class NothingToRollBack(Conflict):
    """No other model has served before."""

    code = "nothing-to-roll-back"


def register(session: Session, actor: Actor, new: NewModel, *, now: datetime) -> ModelVersion:
    """Keep a trained model; the same version again changes nothing."""
    if not repository.exists(session, new.version):
        repository.add(session, new, by=actor.account_id, now=now)
        details = {"kind": new.kind, "digest": new.digest}
        audit.record(session, actor, "model.registered", new.version, now=now, details=details)
    return repository.get(session, new.version)


def promote(
    session: Session, actor: Actor, version: str, *, reasons: Sequence[str], now: datetime
) -> ModelVersion:
    """Let a model serve from now on, signed by the actor.

    Args:
        session: of the caller's transaction.
        actor: a person; the system itself may not sign.
        version: a registered model.
        reasons: what the gate found against it (`core.model_registry.rules.red`).
        now: aware.

    Raises:
        NotFound: no such model.
        GateClosed: the gate is red, or nobody signs.
        Conflict: it serves already.
        Forbidden: the actor may not switch models.
    """
    _may_switch(actor)
    model = repository.get(session, version)
    against = list(reasons)
    if actor.account_id == SYSTEM.account_id or not actor.name.strip():
        against.append("a named person must sign the promotion")
    if against:
        raise GateClosed(
            f"{version} may not serve: {'; '.join(against)}", version=version, reasons=against
        )
    if model.serving:
        raise Conflict(f"{version} serves already", version=version)
    previous = repository.champion_version(session, model.kind)
    _switch(
        session,
        actor,
        Switch(model.kind, version, previous, "promote", actor.account_id, now, actor.name),
    )
    return repository.get(session, version)


def rollback(session: Session, actor: Actor, kind: str, *, now: datetime) -> str:
    """Let the model serve again that did before the present one; needs no gate.

    Returns:
        Its version; empty for the model that came with the code.

    Raises:
        NothingToRollBack: the champion never changed, or was already rolled back to the first.
        Forbidden: the actor may not switch models.
    """
    _may_switch(actor)
    stack: list[str] = [""]
    for change in repository.switches(session, kind):
        if change.action == "promote":
            stack.append(change.version)
        elif len(stack) > 1:
            stack.pop()
    if len(stack) < 2:
        raise NothingToRollBack("no other model served before this one", kind=kind)
    change = Switch(kind, stack[-2], stack[-1], "rollback", actor.account_id, now, actor.name)
    _switch(session, actor, change)
    return change.version


def _may_switch(actor: Actor) -> None:
    if not actor.may(Permission.MODELS_WRITE):
        raise Forbidden(f"{actor.name} may not decide which model serves")


def _switch(session: Session, actor: Actor, change: Switch) -> None:
    repository.switch(session, change)
    details = {"kind": change.kind, "previous": change.previous}
    subject = change.version or "shipped"
    action = "model.promoted" if change.action == "promote" else "model.rolled_back"
    audit.record(session, actor, action, subject, now=change.at, details=details)
    outbox.append(session, "model.switched", subject, {"kind": change.kind}, now=change.at)
