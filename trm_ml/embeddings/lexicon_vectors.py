"""The vectors of the lexicon's skills and occupations: computed once, kept on disk, checked.

A name in Chinese and one in English each pull towards their own language; their mean, brought to
unit length, lies near both. All similarity features look up this one table (DESIGN §4).
"""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import orjson

from trm_ml.embeddings.encoder import Encoder, Progress, Vector
from trm_ml.embeddings.files import ModelMissing
from trm_ml.embeddings.packaged_names import PackagedNames, packaged

_MANIFEST = "manifest.json"
_CHUNK = 512
_LOCK_TIMEOUT_S = 3600.0
Half = npt.NDArray[np.float16]


class Labels(Protocol):
    """Rows that have an English and a Chinese name, either of them perhaps empty."""

    @property
    def en(self) -> Sequence[str]:
        """English names by row."""
        ...

    @property
    def zh(self) -> Sequence[str]:
        """Chinese names by row."""
        ...


class Lexicon(Protocol):
    """What is read of the lexicon."""

    @property
    def skills(self) -> Labels:
        """Skills by row."""
        ...

    @property
    def occupations(self) -> Labels:
        """Occupations by row."""
        ...


@dataclass(frozen=True)
class LexiconVectors:
    """Unit vectors aligned to the lexicon's rows, float16, memory-mapped.

    Attributes:
        id: a name that changes with the encoder or with any name of the lexicon.
        skills: float16 of shape (n_skills, dim).
        occupations: float16 of shape (n_occupations, dim).
    """

    id: str
    skills: Half
    occupations: Half

    @classmethod
    def load(
        cls,
        model_dir: Path,
        lexicon: Lexicon,
        encoder: Encoder,
        *,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> "LexiconVectors":
        """Return the vectors, computing what is not on disk yet.

        Safe with any number of processes. A run that is killed goes on where it stopped, in steps
        of 512 names.

        Args:
            model_dir: the folder that holds models; the vectors get a folder of their own in it.
            lexicon: whose names are encoded, as ``query`` texts.
            encoder: the encoder; another one gets another folder.
            progress: told (done, total) names.
            workers: see `Encoder.encode`.

        Raises:
            ModelMissing: the folder cannot be written, or a file in it is damaged.
        """
        folder = model_dir / f"lexicon-{_identity(lexicon, encoder)}"
        if not (folder / _MANIFEST).is_file():
            _build(folder, lexicon, encoder, progress, workers)
        return _open(folder)


def mean_of_names(english: Vector, chinese: Vector) -> Vector:
    """Return the unit means of two tables of unit vectors; a zero row counts as no name.

    Example:
        >>> mean_of_names(np.array([[1, 0]], np.float32), np.array([[0, 0]], np.float32)).tolist()
        [[1.0, 0.0]]
    """
    total = english + chinese
    length = np.sqrt(np.square(total, dtype=np.float64).sum(axis=1, keepdims=True))
    return (total / np.where(length > 0, length, 1)).astype(np.float32)


def vectors_of(
    names: Sequence[str],
    encoder: Encoder,
    known: PackagedNames | None,
    *,
    workers: int | None = None,
) -> Vector:
    """Return the vectors of names: packaged ones as they came, the others embedded now."""
    if known is None or known.encoder_id != encoder.id:
        return encoder.encode(names, kind="query", workers=workers)
    rows = known.find(names)
    vectors = known.vectors(rows)
    new = np.flatnonzero(rows < 0)
    if len(new):
        wanted = [names[int(at)] for at in new]
        vectors[new] = encoder.encode(wanted, kind="query", workers=workers)
    return vectors


def names_of(lexicon: Lexicon) -> list[str]:
    """Return the English and Chinese names of skills, then of occupations, row by row."""
    columns = (lexicon.skills.en, lexicon.skills.zh, lexicon.occupations.en, lexicon.occupations.zh)
    return [name for column in columns for name in column]


def _identity(lexicon: Lexicon, encoder: Encoder) -> str:
    told = [encoder.id, packaged().id, len(lexicon.skills.en), *names_of(lexicon)]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()[:16]


def _build(
    folder: Path,
    lexicon: Lexicon,
    encoder: Encoder,
    progress: Progress | None,
    workers: int | None,
) -> None:
    from filelock import FileLock, Timeout

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{folder.name}.lock", timeout=_LOCK_TIMEOUT_S):
            if (folder / _MANIFEST).is_file():
                return
            partial = folder.parent / f".{folder.name}.partial"
            partial.mkdir(exist_ok=True)
            vectors = _encode(partial, names_of(lexicon), encoder, progress, workers)
            _write(folder, vectors, len(lexicon.skills.en))
            shutil.rmtree(partial, ignore_errors=True)
    except (OSError, Timeout) as error:
        raise ModelMissing(f"The lexicon's vectors cannot be written: {error}") from error


def _encode(
    partial: Path,
    names: list[str],
    encoder: Encoder,
    progress: Progress | None,
    workers: int | None,
) -> Vector:
    distinct = list(dict.fromkeys(names))
    parts = []
    for start in range(0, len(distinct), _CHUNK):
        chunk = distinct[start : start + _CHUNK]
        parts.append(_chunk(partial / f"{start:07d}.f4", chunk, encoder, workers))
        if progress is not None:
            progress(start + len(chunk), len(distinct))
    row_of = {name: row for row, name in enumerate(distinct)}
    rows = np.fromiter((row_of[name] for name in names), np.int64, len(names))
    table = np.concatenate(parts) if parts else np.zeros((0, encoder.dim), np.float32)
    return table[rows]


def _chunk(path: Path, names: list[str], encoder: Encoder, workers: int | None) -> Vector:
    if path.is_file() and path.stat().st_size == len(names) * encoder.dim * 4:
        kept = np.fromfile(path, "<f4").reshape(len(names), encoder.dim)
        return kept.astype(np.float32)
    vectors = vectors_of(names, encoder, packaged(), workers=workers)
    aside = path.with_suffix(".part")
    vectors.astype("<f4").tofile(aside)
    aside.replace(path)
    return vectors


def _write(folder: Path, vectors: Vector, n_skills: int) -> None:
    n_occupations = (len(vectors) - 2 * n_skills) // 2
    skills = mean_of_names(vectors[:n_skills], vectors[n_skills : 2 * n_skills])
    rest = vectors[2 * n_skills :]
    tables = {
        "skills.npy": skills,
        "occupations.npy": mean_of_names(rest[:n_occupations], rest[n_occupations:]),
    }
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        aside.chmod(0o755)
        files = {}
        for name, table in tables.items():
            np.save(aside / name, table.astype(np.float16))
            files[name] = hashlib.sha256((aside / name).read_bytes()).hexdigest()
        (aside / _MANIFEST).write_bytes(orjson.dumps({"files": files}))
        if folder.exists():  # without a manifest: what a killed process left
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _open(folder: Path) -> LexiconVectors:
    from trm_ml.embeddings.model_files import verify

    verify(folder)
    tables = [
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        for name in ("skills", "occupations")
    ]
    return LexiconVectors(folder.name, *tables)
