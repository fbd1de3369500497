"""The people list: full text, filters, sorting, pages."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Unusable
from core.profile import rules
from core.profile.ports import Condition
from core.profile.repository.people import to_talent, visible, with_text
from core.profile.tables import SkillRow, TalentRow, TalentSkillRow
from core.profile.types import EducationLevel, Sort, Talent, TalentPage

MAX_PAGE = 200
_MAX_PHRASES = 32
_Sql = ColumnElement[bool]
_SUFFIXES = ("", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区")
_ORDER: dict[Sort, tuple[Any, bool]] = {
    Sort.UPDATED: (TalentRow.updated_at, True),
    Sort.OLDEST: (TalentRow.updated_at, False),
    Sort.NAME: (TalentRow.name, False),
    Sort.YEARS: (func.coalesce(TalentRow.years, -1.0), True),
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
    conditions = _conditions(session, actor, q, where)
    total = session.scalar(select(func.count()).select_from(TalentRow).where(*conditions)) or 0
    query = with_text().where(*conditions)
    if cursor:
        query = query.where(_after(_ORDER[sort][0], cursor, sort))
    size = max(1, min(limit, MAX_PAGE))
    rows = session.execute(query.order_by(*_ordered(sort)).limit(size + 1)).all()
    shown = rows[:size]
    following = _cursor(shown[-1][0], sort) if len(rows) > size else ""
    return TalentPage(tuple(to_talent(row, body) for row, body in shown), following, total)


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
    query = select(TalentRow).where(*_conditions(session, actor, q, where))
    rows = session.scalars(query.order_by(*_ordered(sort)).limit(limit))
    return [to_talent(row, None) for row in rows]


def _conditions(session: Session, actor: Actor, q: str, where: Sequence[Condition]) -> list[_Sql]:
    conditions = [visible(actor), *(_condition(item) for item in where)]
    return [*conditions, _found(session, q)] if q.strip() else conditions


def _ordered(sort: Sort) -> tuple[Any, Any]:
    column, falling = _ORDER[sort]
    return (column.desc(), TalentRow.number.desc()) if falling else (column, TalentRow.number)


def search_match(terms_query: str, dialect: str) -> _Sql:
    """Return the condition that a person's search terms match, in the dialect's own language."""
    operator = "@@ CAST(:terms AS tsquery)" if dialect == "postgresql" else "MATCH :terms"
    column = "terms" if dialect == "postgresql" else "talent_search"
    hits = text(
        f"SELECT rowid FROM talent_search WHERE {column} {operator}"  # noqa: S608  fixed words
    ).bindparams(terms=terms_query)
    return TalentRow.number.in_(hits.columns(literal_column("rowid")).subquery("hits").select())


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


def _found(session: Session, q: str) -> _Sql:
    dialect = session.get_bind().dialect.name
    written = match_query(q, dialect)
    return search_match(written, dialect) if written else TalentRow.number < 0


def _condition(item: Condition) -> _Sql:
    build = _FIELDS.get(item.field)
    if build is None:
        raise Unusable(f"people cannot be filtered by {item.field!r}", field=item.field)
    return build(item)


def _city(item: Condition) -> _Sql:
    return and_(TalentRow.city != "", _among(TalentRow.city, item, [str(v) for v in item.values]))


def _region(item: Condition) -> _Sql:
    provinces: list[str] = []
    for value in map(str, item.values):
        for bare in rules.REGIONS.get(value, {value}):
            provinces += [bare + suffix for suffix in _SUFFIXES]
    return and_(TalentRow.province != "", _among(TalentRow.province, item, provinces))


def _years(item: Condition) -> _Sql:
    values = [float(value) for value in item.values]
    return and_(TalentRow.years.is_not(None), _compared(TalentRow.years, item.op, values))


def _education(item: Condition) -> _Sql:
    values = [float(EducationLevel[str(value).upper()]) for value in item.values]
    return and_(TalentRow.education > 0, _compared(TalentRow.education, item.op, values))


def _skill(item: Condition) -> _Sql:
    keys = [str(value) for value in item.values]
    folded = [rules.fold(value) for value in keys]
    link = TalentSkillRow
    wanted = (
        select(link.talent_number)
        .join(SkillRow, SkillRow.number == link.skill_number)
        .where(or_(SkillRow.key.in_(keys), SkillRow.folded.in_(folded)))
    )
    if item.op != "!=":
        return TalentRow.number.in_(wanted)
    return and_(TalentRow.number.in_(select(link.talent_number)), TalentRow.number.not_in(wanted))


def _language(item: Condition) -> _Sql:
    has = or_(*(TalentRow.languages.contains(f",{value},") for value in item.values))
    return and_(TalentRow.languages != "", ~has if item.op == "!=" else has)


_FIELDS: dict[str, Callable[[Condition], _Sql]] = {
    "city": _city,
    "region": _region,
    "years": _years,
    "education": _education,
    "skill": _skill,
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
        Sort.YEARS: -1.0 if row.years is None else row.years,
    }.get(sort, row.updated_at.isoformat())
    return base64.urlsafe_b64encode(orjson.dumps([sort.value, value, row.number])).decode()


def _after(column: Any, cursor: str, sort: Sort) -> _Sql:
    try:
        value, number = _read_cursor(cursor, sort)
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise Unusable("the page cursor does not belong to this list; start again") from error
    if _ORDER[sort][1]:
        return or_(column < value, and_(column == value, TalentRow.number < number))
    return or_(column > value, and_(column == value, TalentRow.number > number))


def _read_cursor(cursor: str, sort: Sort) -> tuple[Any, int]:
    kind, value, number = orjson.loads(base64.urlsafe_b64decode(cursor))
    read: Callable[[Any], Any] = {Sort.NAME: str, Sort.YEARS: float}.get(
        sort, datetime.fromisoformat
    )
    return {sort.value: read}[kind](value), int(number)
