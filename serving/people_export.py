"""A list of people as a spreadsheet: who, what of them, and that it was taken out is noted."""

from collections.abc import Callable

from core import audit
from core.access.fields import Field
from core.actor import Actor
from core.errors import Refused
from core.profile import repository as profile
from core.profile.types import EducationLevel, Place, Talent
from serving import matching, spreadsheet
from serving.messages import Language
from serving.schemas.exports import Column, ExportBody
from serving.veil import Veil
from serving.views.naming import Naming
from serving.wiring import Parts

MOST = 50_000
_BETWEEN = "; "


class ExportTooLarge(Refused):
    """More people than one file may hold."""

    code = "export-too-large"


def write(parts: Parts, actor: Actor, body: ExportBody, language: Language) -> bytes:
    """Return the people as CSV, and note in the audit log that they were taken out.

    The words that were looked for are not noted: they may be a name.

    Raises:
        ExportTooLarge: more than `MOST` people would be written.
        WhereUnreadable: the filter cannot be read.
    """
    now = parts.clock.now()
    veil = Veil.of(actor, language)
    veil.check_search(body.q)
    people = [veil.talent(one) for one in _chosen(parts, actor, body)]
    hidden = set() if veil.sees(Field.CONTACT) else {Column.EMAIL, Column.PHONE}
    details = {
        "people": len(people),
        "columns": [str(column) for column in body.columns],
        "where": body.where,
        "chosen_one_by_one": bool(body.talent_ids),
    }
    with parts.db.write() as session:
        audit.record(session, actor, "talent.exported", "talents", now=now, details=details)
    cells = _cells(Naming(parts.lexicon, now), language)
    columns = list(dict.fromkeys(body.columns))
    header = [_HEADERS[column][language == "en"] for column in columns]
    rows = (
        ["" if column in hidden else cells[column](talent) for column in columns]
        for talent in people
    )
    return spreadsheet.to_csv(header, rows)


def _chosen(parts: Parts, actor: Actor, body: ExportBody) -> list[Talent]:
    with parts.db.read() as session:
        if body.talent_ids:
            return list(profile.get_many(session, actor, body.talent_ids).values())
        where = matching.conditions(parts, matching.read_rule(body.where))
        found = profile.first(session, actor, q=body.q, where=where, sort=body.sort, limit=MOST + 1)
    if len(found) > MOST:
        raise ExportTooLarge("More people than one file may hold; narrow the filter.", most=MOST)
    return found


# Chinese, English; names that the import knows, so that an export can be read in again
_HEADERS: dict[Column, tuple[str, str]] = {
    Column.ID: ("人才编号", "Talent ID"),
    Column.NAME: ("姓名", "Name"),
    Column.TITLE: ("现职位", "Current title"),
    Column.COMPANY: ("现公司", "Current company"),
    Column.CITY: ("所在城市", "City"),
    Column.YEARS: ("工作年限", "Years of experience"),
    Column.EDUCATION: ("最高学历", "Highest education"),
    Column.SKILLS: ("技能", "Skills"),
    Column.LANGUAGES: ("语言", "Languages"),
    Column.EMAIL: ("邮箱", "E-mail"),
    Column.PHONE: ("手机", "Phone"),
    Column.UPDATED: ("更新时间", "Updated at"),
}
_LEVELS: dict[EducationLevel, tuple[str, str]] = {
    EducationLevel.UNKNOWN: ("", ""),
    EducationLevel.SECONDARY: ("高中", "High school"),
    EducationLevel.DIPLOMA: ("大专", "Diploma"),
    EducationLevel.BACHELOR: ("本科", "Bachelor"),
    EducationLevel.MASTER: ("硕士", "Master"),
    EducationLevel.DOCTORATE: ("博士", "Doctorate"),
}


def _cells(names: Naming, language: Language) -> dict[Column, Callable[[Talent], str]]:
    at = int(language == "en")

    def skills(talent: Talent) -> str:
        known = [
            (one.name, one.skill_id and names.skill(one.skill_id)) for one in talent.facts.skills
        ]
        return _BETWEEN.join((said and said[at]) or name for name, said in known)

    def level(talent: Talent) -> str:
        levels = [one.level for one in talent.facts.educations]
        return _LEVELS[max(levels, default=EducationLevel.UNKNOWN)][at]

    return {
        Column.ID: lambda talent: talent.id,
        Column.NAME: lambda talent: talent.facts.name,
        Column.TITLE: lambda talent: _newest(talent)[0] or talent.facts.headline,
        Column.COMPANY: lambda talent: _newest(talent)[1],
        Column.CITY: lambda talent: names.place(Place(city=talent.facts.place.city))[at],
        Column.YEARS: lambda talent: _number(talent.facts.years),
        Column.EDUCATION: level,
        Column.SKILLS: skills,
        Column.LANGUAGES: lambda talent: _BETWEEN.join(one.code for one in talent.facts.languages),
        Column.EMAIL: lambda talent: _BETWEEN.join(talent.facts.emails),
        Column.PHONE: lambda talent: _BETWEEN.join(talent.facts.phones),
        Column.UPDATED: lambda talent: talent.updated_at.date().isoformat(),
    }


def _newest(talent: Talent) -> tuple[str, str]:
    posts = talent.facts.employments
    return (posts[0].title, posts[0].company) if posts else ("", "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
