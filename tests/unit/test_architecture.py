"""Habits no linter checks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import TalentError

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "trm_ml", "serving")


def sources(*packages: str) -> list[Path]:
    return [
        path
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "node_modules" not in path.parts and "versions" not in path.parts
    ]


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("core.profile.types", ["sqlalchemy", "pydantic", "fastapi", "numpy"]),
        ("core.pool.ports", ["sqlalchemy", "pydantic", "fastapi", "numpy"]),
        ("core.profile.service", ["fastapi", "pydantic", "numpy", "lightgbm", "faiss"]),
        ("trm_ml.matcher", ["sqlalchemy", "fastapi", "pydantic", "mlflow", "torch"]),
        ("serving.app", ["mlflow", "torch", "pandas", "onnxruntime", "lightgbm", "faiss"]),
        ("serving.cli.main", ["numpy", "sqlalchemy", "fastapi", "mlflow", "pandas"]),
    ],
)
def test_import_stays_light(module: str, strangers: list[str]):
    code = f"import {module}, sys; print([m for m in {strangers!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_only_serving_commits():
    for path in sources("core"):
        assert ".commit(" not in path.read_text(), path


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path: Path):
    assert path.read_text().count("\n") <= 400


def test_tables_are_private_to_their_slice():
    for path in sources("core"):
        if path.parent == ROOT / "core":
            continue
        slice_name = path.relative_to(ROOT / "core").parts[0]
        for owners in re.findall(
            r"core\.(\w+)\.tables|core\.(\w+) import .*\btables\b", path.read_text()
        ):
            assert slice_name in (*owners, "migrations"), path


def test_every_way_in_passes_the_gate():
    """Only invented people need none: whoever asked not to be kept must not come in unseen."""
    calls = re.compile(r"\b(?:ingest_many|preview_many|(?:profile|service)\.(?:ingest|create))\(")
    for path in sources("serving"):
        text = path.read_text()
        if "core.profile" not in text or "demo" in path.parts:
            continue
        for call in calls.finditer(text):
            assert "gate=" in text[call.end() : call.end() + 400].split("\n\n")[0], path


def test_the_wall_clock_is_read_in_one_place():
    allowed = {ROOT / "core" / "clock.py"}
    for path in sources(*PACKAGES):
        if path not in allowed:
            assert not re.search(
                r"datetime\.now\(|\btime\.time\(|date\.today\(", path.read_text()
            ), path


def test_nothing_loads_pickles():
    for path in sources(*PACKAGES):
        assert not re.search(
            r"\b(pickle|joblib|cloudpickle)\.load|torch\.load\(|allow_pickle=True|mlflow\.\w+\.load_model",
            path.read_text(),
        ), path


def every(kind: type[TalentError]) -> set[type[TalentError]]:
    return {kind} | {below for child in kind.__subclasses__() for below in every(child)}


def test_every_error_but_the_root_has_a_status():
    from serving.problems import status_of

    kinds = every(TalentError) - {TalentError}
    assert all(status_of(kind) != 500 for kind in kinds)
