"""What the build promises: a light first screen, words in both languages, types that are current."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from serving.cli.openapi import document
from tests.e2e.browser.conftest import CONSOLE, FIRST_SCREEN, gzipped


def _linked(page: str) -> set[str]:
    return set(re.findall(r'(?:src|href)="/(assets/[^"]+)"', page))


def _imported(dist: Path, entry: str, seen: set[str]) -> None:
    """Follow the static imports of a chunk."""
    if entry in seen:
        return
    seen.add(entry)
    for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', (dist / entry).read_text()):
        _imported(dist, f"assets/{name}", seen)


@pytest.mark.browser
@pytest.mark.parametrize("part", ["Jobs", "People", "Matches", "Talent"])
def test_the_first_screen_is_light(built_console: Path, part: str) -> None:
    """A page with everything it imports, and the styles of every screen."""
    files: set[str] = set()
    linked = _linked((built_console / "index.html").read_text())
    assets = built_console / "assets"
    styles = [f"assets/{path.name}" for path in assets.glob("*.css")]
    chunks = [path for name in (part, "Frame", "zh") for path in assets.glob(f"{name}-*.js")]
    linked |= {f"assets/{path.name}" for path in chunks}
    for entry in (name for name in linked if name.endswith(".js")):
        _imported(built_console, entry, files)
    total = sum(gzipped(built_console / name) for name in {*files, *styles})
    assert len(chunks) == 3
    assert total <= FIRST_SCREEN, f"{total} bytes gzipped"


@pytest.mark.browser
def test_the_page_asks_nobody_else_and_takes_the_nonce(built_console: Path) -> None:
    page = (built_console / "index.html").read_text()
    assert '<meta name="csp-nonce" content="__CSP_NONCE__" />' in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    scripts = re.findall(r"<(?:script|style)[^>]*>", page)
    assert scripts
    assert all('nonce="__CSP_NONCE__"' in tag for tag in scripts)


def test_the_lock_names_no_address() -> None:
    lock = (CONSOLE / "package-lock.json").read_text()
    assert "://" not in lock


@pytest.mark.browser
def test_the_types_are_those_of_the_openapi_document(tmp_path: Path) -> None:
    tool = CONSOLE / "node_modules" / ".bin" / "openapi-typescript"
    if not tool.exists() or shutil.which("node") is None:
        pytest.skip("not run: the console's tools are not installed")
    source, target = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    source.write_text(json.dumps(document()))
    subprocess.run([tool, source, "-o", target], check=True, capture_output=True)
    assert target.read_text() == (CONSOLE / "src" / "api" / "schema.d.ts").read_text(), (
        "run: trm openapi --out serving/console/openapi.json && npm run api"
    )
