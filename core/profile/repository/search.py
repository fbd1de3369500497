"""The people list: full text, filters, sorting, pages."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Unusable
from core.profile import rules, searching
from core.profile.ports import Condition
from core.profile.repository.people import HERE, to_talent, visible
from core.profile.tables import SkillRow, TalentRow, TalentSkillRow
from core.profile.types import EducationLevel, Sort, Talent, TalentPage

MAX_PAGE = 200
#: As far as a list is counted: nobody leafs further, and counting a million takes too long.
MAX_COUNT = 10_000
_COMMON = 20_000
_MAX_PHRASES = 32
_Sql = ColumnElement[bool]
_SUFFIXES = ("", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区")
_ORDER: dict[Sort, tuple[Any, bool]] = {
    Sort.UPDATED: (TalentRow.updated_at, True),
    Sort.OLDEST: (TalentRow.updated_at, False),
    Sort.NAME: (TalentRow.name, False),
    Sort.YEARS: (TalentRow.years, True),
}


def page(  # noqa: PLR0913  every part of the query is its own argument, named by the caller
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    where: Sequence[Condition] = (),
    sort: Sort = Sort.UPDATED,
    cursor: str = "",
    limit: int = 50,
) -> TalentPage:
    """Return one page of the people the actor may see.

    Args:
        session: open session.
        actor: who asks.
        q: words that must all be found in names, titles, companies, schools, skills, places, CV.
        where: conditions that must all hold; an unknown field fails every condition on it.
        sort: the order; ties by arrival.
        cursor: `TalentPage.next_cursor` of the page before, with the same other arguments.
        limit: at most `MAX_PAGE`.

    Raises:
        Unusable: the cursor is not one of ours, or a condition names an unknown field.
    """
    conditions = _conditions(session, actor, where)
    words = _Words(q, session.get_bind().dialect.name) if q.strip() else None
    total = _counted(session, conditions, words)
    if words:
        conditions.append(words.said(common=total > MAX_COUNT))
    if cursor:
        conditions.append(_after(_ORDER[sort][0], cursor, sort))
    size = max(1, min(limit, MAX_PAGE))
    rows = _rows(session, conditions, sort, size + 1)
    shown = rows[:size]
    following = _cursor(shown[-1], sort) if len(rows) > size else ""
    items = tuple(to_talent(row, None) for row in shown)
    return TalentPage(items, following, min(total, MAX_COUNT), more=total > MAX_COUNT)


def first(
    session: Session,
    actor: Actor,
    *,
    q: str = "",
    where: Sequence[Condition] = (),
    sort: Sort = Sort.UPDATED,
    limit: int,
) -> list[Talent]:
    """Return the first people of the list in one go, without the texts of their CVs; see `page`."""
    conditions = _conditions(session, actor, where)
    if q.strip():
        conditions.append(_Words(q, session.get_bind().dialect.name).said(common=False))
    query = select(TalentRow).where(*conditions)
    rows = session.scalars(query.order_by(*_ordered(sort)).limit(limit))
    return [to_talent(row, None) for row in rows]


def hides_somebody(session: Session, actor: Actor) -> bool:
    """Tell whether there is anybody whom the actor may not see."""
    unseen = select(TalentRow.number).where(HERE, not_(visible(actor))).limit(1)
    return session.scalar(unseen) is not None


def _rows(session: Session, conditions: Sequence[_Sql], sort: Sort, most: int) -> list[TalentRow]:
    """Read the first of a list: who they are from an index alone, then them."""
    wanted = list(
        session.scalars(
            select(TalentRow.number).where(*conditions).order_by(*_ordered(sort)).limit(most)
        )
    )
    query = select(TalentRow).where(TalentRow.number.in_(wanted))
    found = {row.number: row for row in session.scalars(query)}
    return [found[number] for number in wanted]


def _counted(session: Session, conditions: Sequence[_Sql], words: "_Words | None") -> int:
    """Count who fits, up to one more than `MAX_COUNT`."""
    some: Select[Any] = select(literal_column("1")).select_from(TalentRow)
    if words:  # led by the words: they stop at the limit, a list of all who say them would not
        hits = words.hits()
        some = some.join(hits, hits.c.rowid == TalentRow.number)
    limited = some.where(*conditions).limit(MAX_COUNT + 1).subquery("some")
    return session.scalar(select(func.count()).select_from(limited)) or 0


def _conditions(session: Session, actor: Actor, where: Sequence[Condition]) -> list[_Sql]:
    return [visible(actor), *(_condition(session, item) for item in where)]


def _ordered(sort: Sort) -> tuple[Any, Any]:
    column, falling = _ORDER[sort]
    return (column.desc(), TalentRow.number.desc()) if falling else (column, TalentRow.number)


class _Words:
    """Words that must all be found in what is known of a person."""

    def __init__(self, q: str, dialect: str) -> None:
        self._written, self._dialect = match_query(q, dialect), dialect

    def hits(self) -> Subquery:
        """Return the numbers of everybody who has the words, as ``rowid``."""
        return _hits(self._written, self._dialect) if self._written else _NOBODY

    def said(self, *, common: bool) -> _Sql:
        """Return the condition that a person has the words.

        Where they are ``common`` each person of the list is looked up among those who have them;
        else these are gathered first.
        """
        if not self._written:
            return TalentRow.number < 0
        if not common or self._dialect == "postgresql":
            return search_match(self._written, self._dialect)
        matches = text(
            "EXISTS (SELECT 1 FROM talent_search"
            " WHERE talent_search.rowid = talent.number AND talent_search MATCH :terms)"
        )
        return cast("_Sql", matches.bindparams(terms=self._written))


_NOBODY = text("SELECT 0 AS rowid WHERE 1 = 0").columns(literal_column("rowid")).subquery("hits")


def search_match(terms_query: str, dialect: str) -> _Sql:
    """Return the condition that a person's search terms match, in the dialect's own language."""
    return TalentRow.number.in_(_hits(terms_query, dialect).select())


def _hits(terms_query: str, dialect: str) -> Subquery:
    operator = "@@ CAST(:terms AS tsquery)" if dialect == "postgresql" else "MATCH :terms"
    column = "terms" if dialect == "postgresql" else "talent_search"
    hits = text(
        f"SELECT rowid FROM talent_search WHERE {column} {operator}"  # noqa: S608  fixed words
    ).bindparams(terms=terms_query)
    return hits.columns(literal_column("rowid")).subquery("hits")


def match_query(q: str, dialect: str) -> str:
    """Write a query as FTS5 or tsquery; empty if it has no letter or digit."""
    phrases = rules.query_phrases(q)[:_MAX_PHRASES]
    if dialect == "postgresql":
        return " & ".join(
            "(" + " <-> ".join(f"'{term}'" for term in run) + (":*" if prefix else "") + ")"
            for run, prefix in phrases
        )
    return " AND ".join(
        '"' + " ".join(run) + '"' + ("*" if prefix else "") for run, prefix in phrases
    )


def _condition(session: Session, item: Condition) -> _Sql:
    if item.field == "skill":
        return _skill(session, item)
    build = _FIELDS.get(item.field)
    if build is None:
        raise Unusable(f"people cannot be filtered by {item.field!r}", field=item.field)
    return build(item)


def _city(item: Condition) -> _Sql:
    return and_(TalentRow.city != "", _among(TalentRow.city, item, [str(v) for v in item.values]))


def _region(item: Condition) -> _Sql:
    provinces: list[str] = []
    for value in map(str, item.values):
        for bare in searching.REGIONS.get(value, {value}):
            provinces += [bare + suffix for suffix in _SUFFIXES]
    return and_(TalentRow.province != "", _among(TalentRow.province, item, provinces))


def _years(item: Condition) -> _Sql:
    values = [float(value) for value in item.values]
    return and_(TalentRow.years >= 0, _compared(TalentRow.years, item.op, values))


def _education(item: Condition) -> _Sql:
    values = [float(EducationLevel[str(value).upper()]) for value in item.values]
    return and_(TalentRow.education > 0, _compared(TalentRow.education, item.op, values))


def _skill(session: Session, item: Condition) -> _Sql:
    keys = [str(value) for value in item.values]
    folded = [rules.fold(value) for value in keys]
    named = select(SkillRow.number).where(or_(SkillRow.key.in_(keys), SkillRow.folded.in_(folded)))
    link = TalentSkillRow
    wanted = select(link.talent_number).where(link.skill_number.in_(list(session.scalars(named))))
    its_own = link.talent_number == TalentRow.number
    has = wanted.where(its_own).correlate(TalentRow).exists()
    if item.op == "!=":
        has_any = select(link.talent_number).where(its_own).correlate(TalentRow).exists()
        return and_(has_any, ~has)
    some = wanted.limit(_COMMON).subquery("some")
    rare = (session.scalar(select(func.count()).select_from(some)) or 0) < _COMMON
    return TalentRow.number.in_(wanted) if rare else has


def _language(item: Condition) -> _Sql:
    has = or_(*(TalentRow.languages.contains(f",{value},") for value in item.values))
    return and_(TalentRow.languages != "", ~has if item.op == "!=" else has)


_FIELDS: dict[str, Callable[[Condition], _Sql]] = {
    "city": _city,
    "region": _region,
    "years": _years,
    "education": _education,
    "language": _language,
}


def _among(column: Any, item: Condition, values: list[str]) -> _Sql:
    hit: _Sql = column.in_(values)
    return ~hit if item.op == "!=" else hit


def _compared(column: Any, op: str, values: list[float]) -> _Sql:
    if op in {"in", "="}:
        hit: _Sql = column.in_(values)
        return hit
    first = values[0]
    ordered: dict[str, _Sql] = {
        "!=": column != first,
        "<": column < first,
        "<=": column <= first,
        ">": column > first,
        ">=": column >= first,
    }
    return ordered[op]


def _cursor(row: TalentRow, sort: Sort) -> str:
    value: Any = {
        Sort.NAME: row.name,
        Sort.YEARS: row.years,
    }.get(sort, row.updated_at.isoformat())
    return base64.urlsafe_b64encode(orjson.dumps([sort.value, value, row.number])).decode()


def _after(column: Any, cursor: str, sort: Sort) -> _Sql:
    try:
        value, number = _read_cursor(cursor, sort)
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise Unusable("the page cursor does not belong to this list; start again") from error
    reached, last = tuple_(column, TalentRow.number), tuple_(value, number)
    return reached < last if _ORDER[sort][1] else reached > last


def _read_cursor(cursor: str, sort: Sort) -> tuple[Any, int]:
    kind, value, number = orjson.loads(base64.urlsafe_b64decode(cursor))
    read: Callable[[Any], Any] = {Sort.NAME: str, Sort.YEARS: float}.get(
        sort, datetime.fromisoformat
    )
    return {sort.value: read}[kind](value), int(number)
