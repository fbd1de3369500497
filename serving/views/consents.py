"""Consents as plain dicts, and their reasons in words."""

from typing import Any

from core.consent.types import Decision, Entry, Why, Wording

WHY: dict[Why, tuple[str, str]] = {
    Why.GIVEN: ("本人已同意。", "The person agreed."),
    Why.NOT_REFUSED: ("本人没有反对。", "The person did not object."),
    Why.NEVER_ASKED: ("还没有征求过本人同意。", "The person was never asked."),
    Why.REFUSED: ("本人没有同意。", "The person said no."),
    Why.WITHDRAWN: ("本人已撤回同意。", "The person took the consent back."),
    Why.CLOSED: ("这个用途已经结束。", "This purpose has come to its end."),
    Why.EXPIRED: ("同意已经过期，需要重新征求。", "The consent ran out; ask again."),
    Why.SUPPRESSED: ("这个地址在禁止触达名单里。", "This address is on the do-not-contact list."),
}


def decision(one: Decision) -> dict[str, Any]:
    """Return a decision with its reason in both languages."""
    zh, en = WHY[one.why]
    return {
        "purpose": one.purpose,
        "channel": one.channel,
        "allowed": one.allowed,
        "why": one.why,
        "text": {"zh": zh, "en": en},
        "entry_id": one.entry.id if one.entry else "",
    }


def entry(one: Entry) -> dict[str, Any]:
    """Return an entry of the ledger."""
    return {
        "id": one.id,
        "purpose": one.purpose,
        "channel": one.channel,
        "act": one.act,
        "at": one.at,
        "recorded_at": one.recorded_at,
        "source": one.source,
        "wording_id": one.wording_id,
        "proof": one.proof,
        "expires_at": one.expires_at,
        "actor_id": one.actor_id,
    }


def wording(one: Wording) -> dict[str, Any]:
    """Return a wording."""
    return {
        "id": one.id,
        "purpose": one.purpose,
        "version": one.version,
        "zh": one.zh,
        "en": one.en,
        "created_at": one.created_at,
    }
