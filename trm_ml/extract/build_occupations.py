"""The occupation table: ESCO's, with O*NET's and CSCO's mapped onto it where that is sure."""

import re
from collections import Counter
from pathlib import Path

from trm_ml.extract.folding import folded
from trm_ml.extract.lexicon_sources import (
    ESCO_OCCUPATION,
    Concept,
    cells,
    csco,
    esco,
    onet,
    own,
)

_ABBREVIATED = re.compile(r"^(.*?)\s*\(([^)]+)\)\s*$")
#: An O*NET occupation is the ESCO one that this share of its known titles name, if it is enough.
MIN_VOTES, MIN_SHARE = 2, 0.34


def occupation_table(data: Path) -> dict[str, object]:
    """Return the packaged columns of the occupation table."""
    concepts = _esco_occupations(data)
    by_label = {folded(concept.en): concept for concept in concepts}
    aliases = _alias_index(concepts)
    _own_names(by_label)
    _onet_occupations(data, concepts, by_label, aliases)
    _csco_occupations(data, concepts)
    return _columns(concepts)


def _esco_occupations(data: Path) -> list[Concept]:
    weights = Counter(
        row["occupationUri"]
        for row in esco(data, "occupationSkillRelations.csv", archive="relations")
    )
    concepts = []
    for row in esco(data, "occupations_en.csv"):
        uri = row["conceptUri"]
        concept = Concept(
            "esco:" + uri.removeprefix(ESCO_OCCUPATION),
            " ".join(row["preferredLabel"].split()),
            group=row["iscoGroup"],
            weight=weights[uri],
        )
        concept.aliases = [" ".join(name.split()) for name in row["altLabels"].split("\n") if name]
        concepts.append(concept)
    return sorted(concepts, key=lambda concept: concept.id)


def _alias_index(concepts: list[Concept]) -> dict[str, Concept]:
    """Map a label to its occupation; a preferred label wins over an alternative one."""
    index: dict[str, Concept] = {}
    for concept in concepts:
        for name in concept.aliases:
            index.setdefault(folded(name), concept)
    for concept in concepts:
        index[folded(concept.en)] = concept
    return index


def _own_names(by_label: dict[str, Concept]) -> None:
    unknown = []
    for row in own("occupations*.csv"):
        concept = by_label.get(folded(row["name"]))
        if concept is None:
            unknown.append(row["name"])
            continue
        concept.zh.extend(cells(row["zh"]))
        concept.own.extend(cells(row["en"]))
    if unknown:
        raise SystemExit(f"occupations.csv names what ESCO does not have: {', '.join(unknown)}")


def _onet_occupations(
    data: Path, concepts: list[Concept], by_label: dict[str, Concept], aliases: dict[str, Concept]
) -> None:
    titles: dict[str, list[str]] = {}
    for table, column in (
        ("alternate_titles", "Alternate Title"),
        ("sample_of_reported_titles", "Reported Job Title"),
    ):
        for row in onet(data, table):
            titles.setdefault(row["O*NET-SOC Code"], []).extend(_spellings(row[column]))
    for row in onet(data, "occupation_data"):
        code, label = row["O*NET-SOC Code"], row["Title"]
        names = list(dict.fromkeys(titles.get(code, [])))
        found = [aliases.get(folded(name)) for name in (label, *names)]
        target, group = _elected([concept for concept in found if concept is not None])
        if target is None:
            target = Concept(f"onet:{code}", label, group=group or f"soc:{code[:5]}")
            concepts.append(target)
        target.aliases.extend(name for name in (label, *names) if folded(name) not in aliases)


def _spellings(title: str) -> list[str]:
    found = _ABBREVIATED.match(title)
    if found is None:
        return [title]
    return [name for name in found.groups() if len(name) > 2]


def _elected(found: list[Concept]) -> tuple[Concept | None, str]:
    """Return the ESCO occupation most titles name, if clearly so, and the commonest ISCO group."""
    if not found:
        return None, ""
    votes = Counter(concept.id for concept in found)
    winner, count = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    group = Counter(concept.group for concept in found).most_common(1)[0][0]
    if count >= MIN_VOTES and count / len(found) >= MIN_SHARE:
        return next(concept for concept in found if concept.id == winner), group
    return None, group


def _csco_occupations(data: Path, concepts: list[Concept]) -> None:
    ours = {folded(name): concept for concept in concepts for name in concept.zh}
    kept: dict[str, Concept] = {}
    groups = {row["prefix"]: row["isco"] for row in own("csco_groups.csv")}
    for row in csco(data):
        if row["level"] != "4":
            continue
        names = [row["name"].strip(), *(name.strip() for name in row["alias"].split(","))]
        names = list(dict.fromkeys(name for name in names if name))
        votes = [ours[folded(name)] for name in names if folded(name) in ours]
        target = ours.get(folded(names[0])) or (votes[0] if len(set(map(id, votes))) == 1 else None)
        target = target or kept.get(row["code"])  # two codes stand in the source twice
        if target is None:
            target = kept[row["code"]] = Concept(
                f"csco:{row['code']}", "", group=_isco(row["code"], groups)
            )
            target.zh.append(names[0])
            concepts.append(target)
        target.aliases.extend(name for name in names if folded(name) not in ours)


def _isco(code: str, groups: dict[str, str]) -> str:
    """Return the ISCO group of the longest prefix our table knows, else CSCO's own small group."""
    for length in range(len(code), 0, -1):
        if code[:length] in groups:
            return groups[code[:length]]
    return f"csco:{code[:7]}"


def _columns(concepts: list[Concept]) -> dict[str, object]:
    return {
        "ids": "\n".join(concept.id for concept in concepts),
        "en": "\n".join(concept.en for concept in concepts),
        "zh": "\n".join("|".join(dict.fromkeys(concept.zh)) for concept in concepts),
        "own": "\n".join("|".join(dict.fromkeys(concept.own)) for concept in concepts),
        "aliases": "\n".join("|".join(_kept(concept)) for concept in concepts),
        "group": "\n".join(concept.group for concept in concepts),
        "weight": [concept.weight for concept in concepts],
    }


def _kept(concept: Concept) -> list[str]:
    seen = {folded(name) for name in (concept.en, *concept.zh, *concept.own)}
    kept = []
    for name in concept.aliases:
        if name and "|" not in name and folded(name) not in seen:
            seen.add(folded(name))
            kept.append(name)
    return kept
