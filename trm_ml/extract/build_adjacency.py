"""Which skills lie near which: from who needs them together and from what they are filed under."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from trm_ml.extract.build_skills import Built
from trm_ml.extract.folding import folded
from trm_ml.extract.lexicon_sources import ESCO_SKILL, esco, onet

NEIGHBOURS = 16
MIN_SIMILARITY = 0.12
RELATED, SAME_FAMILY, ANCHOR = 0.35, 0.10, 0.6
SMALL_FAMILY = 80


def adjacency(data: Path, skills: Built, target: Path) -> None:
    """Write each skill's nearest skills as compressed rows, nearest first.

    The similarity in [0, 1] is the cosine of the occupations (and O*NET technologies of an
    occupation) that ask for both, raised by ESCO's own skill-skill relations, by a common family
    and by the anchor our own tables give.
    """
    rows = {concept.id: row for row, concept in enumerate(skills.concepts)}
    together = _cosine(_demand(data, skills, rows))
    together = together + _relations(data, skills, rows)
    together = (together + together.T) * 0.5
    anchored = _anchored(together.tocsr(), skills)
    _save(anchored.tocsr(), skills, target)


def _demand(data: Path, skills: Built, rows: dict[str, int]) -> sparse.csr_matrix:
    occupations: dict[str, int] = {}
    entries: list[tuple[int, int, float]] = []
    for row in esco(data, "occupationSkillRelations.csv", archive="relations"):
        skill = rows.get("esco:" + row["skillUri"].removeprefix(ESCO_SKILL))
        if skill is not None:
            occupation = occupations.setdefault(row["occupationUri"], len(occupations))
            entries.append((occupation, skill, 1.0 if row["relationType"] == "essential" else 0.5))
    names = {
        folded(name): row
        for row, concept in enumerate(skills.concepts)
        for name in (*concept.own, concept.en)
        if concept.id.startswith("trm:")
    }
    for row in onet(data, "technology_skills"):
        found = names.get(folded(row["Example"]))
        if found is not None:
            occupation = occupations.setdefault(row["O*NET-SOC Code"], len(occupations))
            entries.append((occupation, found, 1.0))
    where = np.array([entry[:2] for entry in entries])
    values = np.array([entry[2] for entry in entries], dtype=np.float32)
    shape = (len(occupations), len(skills.concepts))
    return sparse.csr_matrix((values, (where[:, 0], where[:, 1])), shape=shape)


def _cosine(demand: sparse.csr_matrix) -> sparse.csr_matrix:
    rarity = np.log1p(demand.shape[1] / (1.0 + np.asarray((demand > 0).sum(axis=1)).ravel()))
    weighted = sparse.diags(rarity) @ demand
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=0)).ravel())
    unit = weighted @ sparse.diags(1.0 / np.maximum(norms, 1e-9))
    # One common employer proves little: shrink by how many occupations both are needed in.
    shared = ((demand > 0).astype(np.float32).T @ (demand > 0).astype(np.float32)).tocsr()
    shared.data = shared.data / (shared.data + 2.0)
    return (unit.T @ unit).multiply(shared).tocsr()


def _relations(data: Path, skills: Built, rows: dict[str, int]) -> sparse.csr_matrix:
    entries: Counter[tuple[int, int]] = Counter()
    for row in esco(data, "skillSkillRelations.csv", archive="relations"):
        pair = [
            rows.get("esco:" + row[name].removeprefix(ESCO_SKILL))
            for name in ("originalSkillUri", "relatedSkillUri")
        ]
        if pair[0] is not None and pair[1] is not None:
            entries[pair[0], pair[1]] = 1
            entries[pair[1], pair[0]] = 1
    size = len(skills.concepts)
    where = np.array(list(entries))
    values = np.full(len(entries), RELATED, dtype=np.float32)
    return sparse.csr_matrix((values, (where[:, 0], where[:, 1])), shape=(size, size))


def _anchored(together: sparse.csr_matrix, skills: Built) -> sparse.lil_matrix:
    """Give our own skills, unknown to ESCO, the neighbours of their anchor and their family."""
    labels = {folded(concept.en): row for row, concept in enumerate(skills.concepts)}
    families: dict[str, list[int]] = {}
    for row, concept in enumerate(skills.concepts):
        families.setdefault(concept.group, []).append(row)
    result = together.tolil()
    for row, concept in enumerate(skills.concepts):
        if concept.near:
            _join_family(result, row, skills, families[concept.group])
            _join_anchor(result, row, labels[folded(concept.near)], together)
    return result


def _join_family(matrix: sparse.lil_matrix, row: int, skills: Built, family: Sequence[int]) -> None:
    near = skills.concepts[row].near
    twins = [other for other in family if other != row and skills.concepts[other].near == near]
    for sibling in family if len(family) < SMALL_FAMILY else ():
        if sibling != row:
            _raise(matrix, row, sibling, 2 * SAME_FAMILY)
    for twin in twins if len(twins) < SMALL_FAMILY / 2 else ():
        _raise(matrix, row, twin, 3 * SAME_FAMILY)


def _join_anchor(
    matrix: sparse.lil_matrix, row: int, anchor: int, together: sparse.csr_matrix
) -> None:
    _raise(matrix, row, anchor, ANCHOR)
    for near in together.indices[together.indptr[anchor] : together.indptr[anchor + 1]]:
        if near not in (row, anchor):
            _raise(matrix, row, near, 0.5 * float(together[anchor, near]))


def _raise(matrix: sparse.lil_matrix, left: int, right: int, value: float) -> None:
    matrix[left, right] = max(matrix[left, right], value)
    matrix[right, left] = max(matrix[right, left], value)


def _save(matrix: sparse.csr_matrix, skills: Built, target: Path) -> None:
    families = [concept.group for concept in skills.concepts]
    starts, near, weights = [0], [], []
    for row in range(matrix.shape[0]):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        others, values = matrix.indices[span], matrix.data[span].copy()
        values += [SAME_FAMILY if families[other] == families[row] else 0.0 for other in others]
        keep = (others != row) & (values >= MIN_SIMILARITY)
        others, values = others[keep], values[keep]
        order = np.lexsort((others, -values))[:NEIGHBOURS]
        near.append(others[order])
        weights.append(np.minimum(values[order], 1.0))
        starts.append(starts[-1] + len(order))
    np.savez_compressed(
        target,
        starts=np.array(starts, dtype=np.int32),
        rows=np.concatenate(near).astype(np.int16),
        weights=np.round(np.concatenate(weights) * 255).astype(np.uint8),
    )
