"""The notebooks run from top to bottom, and keep no output."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from serving import indexing, settings, wiring
from serving.cli.serve import bring_up_to_date
from serving.demo import fill

ROOT = Path(__file__).parents[3]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped_and_nothing_is_defined(path: Path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not any(line.startswith(("def ", "class ")) for line in cell.source.splitlines())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    parts = wiring.build(settings.load(workspace=folder))
    bring_up_to_date(parts)
    fill.fill_invented(parts, fill.Company(people=80, jobs=4, seed=11), progress=lambda _: None)
    indexing.build(parts)
    return folder


def run(name: str, workspace: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    environment = {**os.environ, "TRM_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT)}
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": ROOT}}).execute(
        env=environment
    )
    return notebook


@pytest.mark.filterwarnings("default")  # the kernel's client warns about its own event loop
def test_explore_a_workspace(workspace: Path):
    notebook = run("01_explore_a_workspace", workspace)
    assert "(80, 4)" in notebook.cells[1].outputs[0]["data"]["text/plain"]


@pytest.mark.data
@pytest.mark.filterwarnings("default")  # the kernel's client warns about its own event loop
def test_train_explain_compare(workspace: Path, data_dir: Path):
    notebook = run("02_train_explain_compare", workspace)
    laws = notebook.cells[-1].outputs[0]["data"]["text/plain"]
    assert "'monotone_breaks': 0" in laws
