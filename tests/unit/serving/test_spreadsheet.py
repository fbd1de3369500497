"""No cell that a stranger wrote runs as a formula, and nothing is lost on the way back."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from serving.spreadsheet import BOM, neutral, restored, to_csv

STARTS = "=+-@\t\r\n\x00＝＋－＠"
CELLS = st.one_of(
    st.text(max_size=12),
    st.builds(
        "".join, st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from(STARTS), st.text())
    ),
)


@given(CELLS)
@example('=HYPERLINK("http://x")')
@example("'=1")
def test_a_neutral_cell_starts_no_formula_and_is_read_back_as_it_was(text: str):
    assert neutral(text)[:1] not in set(STARTS)
    assert restored(neutral(text)) == text


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_every_cell_of_a_file_is_neutral_headers_too(cells: list[str]):
    written = to_csv(cells, [cells]).decode()
    assert written.startswith(BOM)
    for row in csv.reader(io.StringIO(written.removeprefix(BOM), newline="")):
        assert [restored(cell) for cell in row] == [
            cell.encode("utf-8", "replace").decode() for cell in cells
        ]
        assert not any(cell[:1] in set(STARTS) for cell in row if cell)
