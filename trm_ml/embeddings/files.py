"""The small data files packaged with the encoders, checked by their manifest when read."""

import hashlib
from functools import cache
from pathlib import Path

import orjson

from trm_ml.bundle import ModelMissing

__all__ = ["FOLDER", "ModelMissing", "packaged_bytes", "record"]

FOLDER = Path(__file__).parent / "data"
_MANIFEST = "manifest.json"


def packaged_bytes(name: str) -> bytes:
    """Return a packaged file's bytes.

    Raises:
        ModelMissing: it is missing, not in the manifest, or its checksum is wrong.
    """
    try:
        raw = (FOLDER / name).read_bytes()
    except OSError as error:
        raise ModelMissing(f"{FOLDER / name} is missing. Install TRM again.") from error
    if hashlib.sha256(raw).hexdigest() != _manifest().get(name):
        raise ModelMissing(f"{FOLDER / name} is damaged. Install TRM again.")
    return raw


@cache
def _manifest() -> dict[str, str]:
    try:
        told: dict[str, dict[str, str]] = orjson.loads((FOLDER / _MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise ModelMissing(f"{FOLDER / _MANIFEST} is damaged. Install TRM again.") from error
    return {name: entry["sha256"] for name, entry in told.items()}


def record(name: str, provenance: str) -> None:
    """Write a packaged file's checksum and where it comes from into the manifest."""
    path = FOLDER / _MANIFEST
    told = orjson.loads(path.read_bytes()) if path.is_file() else {}
    raw = (FOLDER / name).read_bytes()
    told[name] = {"sha256": hashlib.sha256(raw).hexdigest(), "provenance": provenance}
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
    _manifest.cache_clear()
