"""The skill table and the patterns that find skills in text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from trm_ml.extract.finding import DECOY
from trm_ml.extract.folding import CJK, FIRST_CODE, folded, label_words, stem
from trm_ml.extract.lexicon_sources import ESCO_SKILL, Concept, Row, cells, esco, onet, own

_PARENTHESIS = re.compile(r"\s*\([^)]*\)\s*$")
_CJK_ONLY = re.compile(f"[{CJK}]+")
O_NET_MIN_OCCUPATIONS = 5
RULES = ("any", "upper", "cased", "list", "upper-list", "cased-list")
#: How far a label of each origin is trusted when two skills claim the same words.
FORCED, OWN_NAME, PREFERRED, OWN_ALIAS, ALTERNATIVE = 5, 4, 3, 2, 1


@dataclass(slots=True)
class Built:
    """The finished table: ``columns`` and ``patterns`` are what is packaged."""

    concepts: list[Concept]
    columns: dict[str, object] = field(default_factory=dict)
    patterns: dict[str, object] = field(default_factory=dict)


def slug(name: str) -> str:
    """Turn a name into an id: ``C++`` is ``c-plus-plus``."""
    spelled = folded(name).replace("+", "-plus").replace("#", "-sharp").replace(".", "-dot-")
    return re.sub(r"[^\w]+", "-", spelled).strip("-")


def bare(label: str) -> str:
    """Drop an explaining parenthesis at the end of a label."""
    return _PARENTHESIS.sub("", label).strip()


def skill_table(data: Path) -> Built:
    """Put ESCO, our own names and O*NET's technologies into one table."""
    concepts = _esco_skills(data)
    by_label = {folded(concept.en): concept for concept in concepts}
    _own_names(concepts, by_label)
    _technologies(data, concepts)
    built = Built(concepts)
    built.columns = _columns(concepts)
    built.patterns = _patterns(concepts)
    return built


def _esco_skills(data: Path) -> list[Concept]:
    weights: dict[str, int] = {}
    for row in esco(data, "occupationSkillRelations.csv", archive="relations"):
        weights[row["skillUri"]] = weights.get(row["skillUri"], 0) + 1
    groups = _groups(data)
    concepts = []
    for row in esco(data, "skills_en.csv"):
        if row["status"] != "released":
            continue
        uri = row["conceptUri"]
        concept = Concept(
            "esco:" + uri.removeprefix(ESCO_SKILL),
            " ".join(row["preferredLabel"].split()),
            kind="knowledge" if row["skillType"] == "knowledge" else "ability",
            group=groups.get(uri, ""),
            weight=weights.get(uri, 0),
        )
        concept.aliases = [" ".join(alias.split()) for alias in row["altLabels"].split("\n")]
        concepts.append(concept)
    return sorted(concepts, key=lambda concept: concept.id)


def shown(label: str) -> str:
    """Return a label as people say it: ESCO adds in brackets what kind of product it is.

    Example:
        >>> shown("Python (computer programming)"), shown("project management (PM²)")
        ('Python', 'project management (PM²)')
    """
    return re.sub(r"(?<=\w) \([a-z][a-z -]+\)$", "", label)


def _groups(data: Path) -> dict[str, str]:
    """Map a skill to the label of the nearest skill group above it."""
    labels = {row["conceptUri"]: row["preferredLabel"] for row in esco(data, "skillGroups_en.csv")}
    broader: dict[str, list[str]] = {}
    for row in esco(data, "broaderRelationsSkillPillar.csv", archive="relations"):
        broader.setdefault(row["conceptUri"], []).append(row["broaderUri"])
    found: dict[str, str] = {}
    for uri in broader:
        level = [uri]
        while level and uri not in found:
            level = sorted({above for below in level for above in broader.get(below, ())})
            names = [labels[above] for above in level if above in labels]
            if names:
                found[uri] = names[0]
    return found


def _own_names(concepts: list[Concept], by_label: dict[str, Concept]) -> None:
    """Add our names to ESCO's skills and our own skills; an empty family repeats the one above."""
    families = {row["family"]: row for row in own("families.csv")}
    family = ""
    for row in own("skills_*.csv"):
        family = row["family"] or family
        concept = by_label.get(folded(row["name"]))
        if concept is None:
            name = bare(row["name"])
            concept = Concept(f"trm:{slug(row['name'])}", name, families[family]["kind"], family)
            concept.near = row["near"] or families[family]["near"]
            concept.own.append(name)
            by_label[folded(row["name"])] = concept
            concepts.append(concept)
        _add_names(concept, row)
    for row in own("esco_names.csv"):
        concept = by_label[folded(row["name"])]
        _add_names(concept, row)


def _add_names(concept: Concept, row: Row) -> None:
    """Add the names of a row; one marked ``!`` is taken even from a skill ESCO calls so."""
    concept.zh.extend(cells(row["zh"]))
    for name in cells(row["en"]):
        concept.own.append(name.lstrip("!"))
        if name.startswith("!"):
            concept.forced.append(name[1:])


def _technologies(data: Path, concepts: list[Concept]) -> None:
    known = {folded(name) for concept in concepts for name in _names(concept)}
    used: dict[str, list[str]] = {}
    for row in onet(data, "technology_skills"):
        used.setdefault(row["Example"], []).append(row["Hot Technology"])
        if len(used[row["Example"]]) == 1:
            used[row["Example"]].append("family:" + row["Commodity Title"])
    for name, marks in sorted(used.items()):
        family = next(mark for mark in marks if mark.startswith("family:"))[7:]
        often = len(marks) - 1 >= O_NET_MIN_OCCUPATIONS or "Y" in marks
        if often and folded(bare(name)) not in known:
            known.add(folded(bare(name)))
            concepts.append(Concept(f"trm:{slug(bare(name))}", bare(name), "knowledge", family))
            concepts[-1].weight = len(marks) - 1


def _names(concept: Concept) -> Iterator[str]:
    yield concept.en
    yield bare(concept.en)
    yield from concept.zh
    yield from concept.own
    yield from concept.aliases


def _columns(concepts: list[Concept]) -> dict[str, object]:
    families = sorted({concept.group for concept in concepts})
    where = {family: index for index, family in enumerate(families)}
    return {
        "ids": "\n".join(concept.id for concept in concepts),
        "en": "\n".join(shown(concept.en) for concept in concepts),
        "zh": "\n".join("|".join(dict.fromkeys(concept.zh)) for concept in concepts),
        "own": "\n".join("|".join(dict.fromkeys(concept.own)) for concept in concepts),
        "aliases": "\n".join("|".join(_kept(concept)) for concept in concepts),
        "kind": "".join("k" if concept.kind == "knowledge" else "a" for concept in concepts),
        "families": families,
        "family": [where[concept.group] for concept in concepts],
    }


def _kept(concept: Concept) -> list[str]:
    seen = {folded(concept.en)}
    kept = []
    for alias in concept.aliases:
        if alias and "|" not in alias and folded(alias) not in seen:
            seen.add(folded(alias))
            kept.append(alias)
    return kept


@dataclass(slots=True)
class _Claim:
    row: int
    trust: int
    weight: int
    rule: str
    surface: str


def _patterns(concepts: list[Concept]) -> dict[str, object]:
    claims = _claims(concepts)
    vocabulary = sorted({word for words in claims for word in words if not _CJK_ONLY.match(word)})
    code = {word: chr(FIRST_CODE + index) for index, word in enumerate(vocabulary)}
    ordered = sorted(claims.items())
    return {
        "stems": " ".join(vocabulary),
        "keys": "\n".join("".join(code.get(word, word) for word in key) for key, _ in ordered),
        "rows": [claim.row for _, claim in ordered],
        "rules": "".join(str(RULES.index(claim.rule)) for _, claim in ordered),
        "surfaces": "\n".join(claim.surface for _, claim in ordered),
    }


def _claims(concepts: list[Concept]) -> dict[tuple[str, ...], _Claim]:
    """Decide which skill each sequence of stems means: the best-trusted, most-used one."""
    context = {row["term"]: row["rule"] for row in own("context.csv")}
    best: dict[tuple[str, ...], _Claim] = {
        tuple(label_words(row["term"])): _Claim(DECOY, FORCED, 0, "any", "")
        for row in own("decoys.csv")
    }
    for row, concept in enumerate(concepts):
        for name, trust in _trusted(concept):
            words = label_words(name)
            rule = _rule(name, words, trust, context)
            if not words or rule is None:
                continue
            surface = words[0] if len(words) == 1 else ""
            claim = _Claim(row, trust, concept.weight, rule, surface)
            key = tuple(word if _CJK_ONLY.match(word) else stem(word) for word in words)
            rival = best.get(key)
            if rival is None or (claim.trust, claim.weight) > (rival.trust, rival.weight):
                best[key] = claim
    return best


def _trusted(concept: Concept) -> Iterator[tuple[str, int]]:
    mine = concept.id.startswith("trm:")
    yield concept.en, OWN_NAME if mine else PREFERRED
    if bare(concept.en) != concept.en:
        yield bare(concept.en), PREFERRED
    for name in concept.forced:
        yield name, FORCED
    for name in (*concept.zh, *concept.own):
        yield name, OWN_ALIAS
    for name in concept.aliases:
        yield name, ALTERNATIVE
        yield bare(name), ALTERNATIVE


def _rule(name: str, words: list[str], trust: int, context: dict[str, str]) -> str | None:
    """Say when a label counts as found; None when it never does."""
    given = context.get(" ".join(words)) or context.get(folded(name))
    if given is not None:
        return None if given == "never" else given
    if len(words) != 1 or _CJK_ONLY.match(words[0]):
        return None if _CJK_ONLY.fullmatch(name) and len(words) < 2 else "any"
    word = words[0]
    if len(word) < 2 or word.isdigit():
        return None
    if name.rstrip("s").isupper() and len(word) <= 4 and (len(word) <= 3 or trust == ALTERNATIVE):
        return "upper"
    if trust == ALTERNATIVE and not (name.isupper() or name[1:].lower() != name[1:]):
        return None
    return "any"
