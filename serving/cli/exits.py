"""Exit codes of the command line, the same everywhere.

0 done · 1 a bug · 2 usage, or a name that does not exist · 3 input unreadable or nothing usable ·
4 some rows refused with ``--strict`` · 5 model or index missing or its checksum wrong ·
6 refused by a gate
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from core.errors import Conflict, NotFound, Refused, TalentError, Unavailable, Unusable
from serving.cli import language

P = ParamSpec("P")
R = TypeVar("R")


class Usage(click.UsageError):
    """The command was called wrongly (2)."""


class Unknown(click.ClickException):
    """The command names something that does not exist (2)."""

    exit_code = 2


class Unreadable(click.ClickException):
    """The input cannot be read, or holds nothing usable; no output was written (3)."""

    exit_code = 3


class RowsRefused(click.ClickException):
    """Some rows were refused and the caller asked to be strict (4)."""

    exit_code = 4


class ModelMissing(click.ClickException):
    """A model or an index is missing, or its checksum is wrong (5)."""

    exit_code = 5


class GateRefused(click.ClickException):
    """A gate or a rule said no (6)."""

    exit_code = 6


# Nearest ancestor first: `Unusable` is a `Refused` too.
_BY_ERROR: tuple[tuple[type[TalentError], type[click.ClickException]], ...] = (
    (Unusable, Unreadable),
    (Refused, GateRefused),
    (Conflict, GateRefused),
    (NotFound, Unknown),
    (Unavailable, ModelMissing),
)


def as_exit(error: TalentError) -> click.ClickException:
    """Return the way out that belongs to a domain error; 1 when none does."""
    for kind, way_out in _BY_ERROR:
        if isinstance(error, kind):
            return way_out(error.detail)
    return click.ClickException(error.detail)


def exit_codes(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command's domain errors leave with the exit code of their kind.

    Anything else is a bug: it keeps its traceback and leaves with 1.
    """

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TalentError as error:
            raise as_exit(error) from error

    return wrapped


def lang_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--lang``, which takes effect before the command's body runs."""
    decorate = click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=None,
        expose_value=False,
        is_eager=True,
        callback=lambda _context, _option, value: language.choose(value),
        help="Language of messages; the locale's when left out.",
    )
    return decorate(command)
