"""A trained model as plain text: LightGBM's own format and one JSON beside it, bound by SHA-256.

Nothing is unpickled. The digest of both files is the model's identity: the registry keeps it, and a
folder whose files give another one is refused.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Unavailable

FORMAT = 1
MODEL, META, SUM = "model.txt", "model.json", "model.sha256"


class ModelMissing(Unavailable):
    """There is no model where one should be."""

    code = "model-missing"


class ModelMismatch(Unavailable):
    """The files are not the ones they claim to be, or not made for this code."""

    code = "model-mismatch"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A model: ``text`` is LightGBM's, ``meta`` JSON values only (features, scale, lineage)."""

    text: str
    meta: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the SHA-256 over both files, 64 hex digits."""
        return _digest(self.text.encode(), _packed(self.meta))

    @property
    def version(self) -> str:
        """Return the name of the model: its kind and the head of its digest."""
        return f"{self.meta['kind']}-{self.digest[:12]}"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Return the columns it was trained on, in order."""
        return tuple(feature["name"] for feature in self.meta["features"])

    def save(self, folder: Path) -> None:
        """Write the three files; the checksum last, so that half a model is never taken for one."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUM).unlink(missing_ok=True)
        (folder / MODEL).write_bytes(self.text.encode())
        (folder / META).write_bytes(_packed(self.meta))
        (folder / SUM).write_text(self.digest + "\n", encoding="ascii")


def load(folder: Path, *, digest: str = "") -> Bundle:
    """Read a model and check it.

    Args:
        folder: what `Bundle.save` wrote.
        digest: what the registry says the SHA-256 is; without it only the folder's own counts.

    Raises:
        ModelMissing: a file is not there.
        ModelMismatch: a byte differs, or the format is of another version.
    """
    try:
        text, meta = (folder / MODEL).read_bytes(), (folder / META).read_bytes()
        written = (folder / SUM).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise ModelMissing(f"there is no model in {folder.name}; train or restore one") from None
    except UnicodeDecodeError:
        raise ModelMismatch(f"the checksum of the model {folder.name} is not readable") from None
    found = _digest(text, meta)
    if found != written or (digest and found != digest):
        raise ModelMismatch(
            f"the model {folder.name} is not the one that was trained: its checksum is {found[:12]}"
            f"…, expected {(digest or written)[:12]}…; restore its files or choose another version"
        )
    values = json.loads(meta)
    if values.get("format") != FORMAT:
        raise ModelMismatch(f"the model {folder.name} is of format {values.get('format')}, not 1")
    return Bundle(text.decode(), values)


def _packed(meta: Mapping[str, Any]) -> bytes:
    return (json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _digest(text: bytes, meta: bytes) -> str:
    head = f"{len(text)}\n".encode()
    return hashlib.sha256(head + text + meta).hexdigest()
