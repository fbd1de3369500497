"""The language the command line speaks: ``--lang``, else the locale's."""

import locale
from contextvars import ContextVar
from typing import Literal

Language = Literal["zh", "en"]

_CHOSEN: ContextVar[Language | None] = ContextVar("trm_cli_language", default=None)


def choose(language: Language | None) -> None:
    """Speak this language from now on; ``None`` goes by the locale."""
    _CHOSEN.set(language)


def current() -> Language:
    """Return the language in use."""
    chosen = _CHOSEN.get()
    if chosen is not None:
        return chosen
    name, _ = locale.getlocale()
    return "zh" if (name or "").lower().startswith(("zh", "chinese")) else "en"


def say(*, en: str, zh: str) -> str:
    """Return the sentence in the language in use."""
    return zh if current() == "zh" else en
