"""Eighteen months of invented interactions, drawn from each person's hidden truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from core.profile.types import Interaction
from serving.demo.people import Truth
from serving.demo.professions import Words

MONTHS = 18
_DAY = timedelta(days=1)
_SUMMARIES = {
    "application": Words("投递了简历", "Applied for a job"),
    "email.sent": Words("发送了职位推荐邮件", "Was sent a job suggestion"),
    "email.opened": Words("打开了邮件", "Opened the mail"),
    "email.replied": Words("回复了邮件，愿意进一步了解", "Replied and would like to hear more"),
    "interview": Words("完成一轮面试", "Had an interview"),
    "event.attended": Words("参加了技术沙龙", "Came to a meetup"),
    "call": Words("电话沟通近况与意向", "Talked on the phone"),
    "note": Words("招聘专员添加了备注", "A recruiter left a note"),
}
_INBOUND = {"application", "email.opened", "email.replied", "event.attended"}
_CHANNELS = {"call": "phone", "interview": "meeting", "event.attended": "event", "note": "note"}


class Invented(Protocol):
    """Somebody with a truth behind them."""

    @property
    def number(self) -> int:
        """The number of the person."""
        ...

    @property
    def language(self) -> str:
        """The language that is spoken with them."""
        ...

    @property
    def truth(self) -> Truth:
        """What is true of them."""
        ...


@dataclass(frozen=True, slots=True)
class DemoInteraction:
    """Something that is said to have happened with an invented person."""

    kind: str
    direction: str
    channel: str
    at: datetime
    summary: str


def invent_history(person: Invented, *, seed: int, now: datetime) -> Iterator[DemoInteraction]:
    """Yield the person's interactions in order of time; all lie before ``now``."""
    rng = np.random.default_rng([seed, 2 * 10**9 + person.number])
    start = now - MONTHS * 30.4 * _DAY
    begun = start + float(rng.random()) * (now - start) * 0.9
    silent_after = float(rng.exponential(1 / max(person.truth.drift, 1e-3)))
    at = begun
    yield _told("application", at, person.language)
    while True:
        at += float(rng.exponential(38.0)) * _DAY
        if at >= now:
            return
        months = (at - begun).days / 30.4
        awake = months < silent_after
        for delay_h, kind in _episode(rng, person, awake=awake):
            when = at + timedelta(hours=delay_h)
            if when < now:
                yield _told(kind, when, person.language)


def as_interactions(talent_id: str, history: Iterable[DemoInteraction]) -> list[Interaction]:
    """Return a history as it is recorded of a stored person."""
    return [
        Interaction(
            id="",
            talent_id=talent_id,
            kind=event.kind,
            direction=event.direction,
            channel=event.channel,
            at=event.at,
            known_at=event.at,
            summary=event.summary,
        )
        for event in history
    ]


def _episode(rng: np.random.Generator, person: Invented, *, awake: bool) -> list[tuple[float, str]]:
    answers = person.truth.engagement if awake else 0.02
    opening = rng.choice(["email.sent", "call", "event.attended", "note"], p=[0.68, 0.1, 0.1, 0.12])
    if opening == "event.attended" and not awake:
        return []
    steps = [(0.0, str(opening))]
    if opening == "email.sent" and rng.random() < min(0.9, answers * 1.8):
        steps.append((float(rng.exponential(9.0)), "email.opened"))
        if rng.random() < answers:
            steps.append((steps[-1][0] + float(rng.exponential(20.0)), "email.replied"))
            if rng.random() < 0.25:
                steps.append((steps[-1][0] + 120.0, "interview"))
    return steps


def _told(kind: str, at: datetime, language: str) -> DemoInteraction:
    direction = "in" if kind in _INBOUND else "out"
    channel = _CHANNELS.get(kind, "email" if kind.startswith("email") else "career-site")
    return DemoInteraction(kind, direction, channel, at, _SUMMARIES[kind].of(language))
