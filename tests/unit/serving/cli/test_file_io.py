"""Reading rows, refusing rows, decoding, and writing aside."""

import gzip
import json
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Forbidden, NotFound, Unavailable, Unusable
from serving.cli import language
from serving.cli.exits import RowsRefused, Unreadable, Usage, as_exit, exit_codes
from serving.cli.file_io import (
    Rejected,
    finish,
    read_rows,
    rejected_path,
    write_text_atomically,
)
from trm_ml.extract.documents.decoding import decode
from trm_ml.extract.documents.why import UnusableFile


@pytest.fixture(autouse=True)
def _english():
    language.choose("en")
    yield
    language.choose(None)


def _file(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_csv_keeps_values_and_the_lines_they_begin_on(tmp_path):
    path = _file(tmp_path, "d.csv", 'id,text\r\nq1,"two\r\nlines"\r\n\r\nq2,带\u2028分隔\r\n')
    rows = read_rows(path, ["id", "text"])
    assert rows.records == [
        {"id": "q1", "text": "two\r\nlines"},
        {"id": "q2", "text": "带\u2028分隔"},
    ]
    assert rows.lines == [2, 5]
    assert rows.rejected == []


def test_a_broken_csv_row_is_kept_and_does_not_stop_the_others(tmp_path):
    path = _file(tmp_path, "d.csv", 'id,text\nq1,a,b\nq2,"x"y\nq3,ok\nq4,"never closed\nq5,lost?\n')
    rows = read_rows(path, ["id"])
    assert [record["id"] for record in rows.records] == ["q3"]
    assert [(row.line, row.row) for row in rows.rejected] == [
        (2, "q1,a,b\n"),
        (3, 'q2,"x"y\n'),
        (5, 'q4,"never closed\nq5,lost?\n'),
    ]


def test_json_lines_refuse_what_is_not_an_object_or_lacks_a_field(tmp_path):
    lines = ['{"id": 7, "text": null, "skills": ["a", "b"]}', "[1]", "{", '{"id": "x"}', ""]
    rows = read_rows(_file(tmp_path, "d.jsonl", "\n".join(lines)), ["id", "text"])
    assert rows.records == [{"id": "7", "text": "", "skills": "a\nb"}]
    assert [(row.line, row.field) for row in rows.rejected] == [(2, ""), (3, ""), (4, "text")]


def test_parquet_and_gzip_read_like_csv(tmp_path):
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    table = arrow.table({"id": ["a", "b"], "text": ["工程师", None]})
    parquet.write_table(table, tmp_path / "d.parquet")
    packed = _file(tmp_path, "p.parquet.gz", gzip.compress((tmp_path / "d.parquet").read_bytes()))
    comma = _file(tmp_path, "d.csv.gz", gzip.compress("id,text\na,工程师\nb,\n".encode()))
    expected = [{"id": "a", "text": "工程师"}, {"id": "b", "text": ""}]
    for path in (tmp_path / "d.parquet", packed, comma):
        assert read_rows(path, ["id", "text"]).records == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("d.csv", b""),
        ("d.csv", b"id,text\n"),
        ("d.csv", b"id,name\nx,y\n"),
        ("d.csv", b"id,id,text\nx,x,y\n"),
        ("d.csv", "id,text\n1,caf\u00e9 cr\u00e8me\n".encode("latin-1")),
        ("d.csv", b"\xff\xfei\x00d"[:-1]),
        ("d.csv.gz", b"not gzip"),
        ("d.csv.gz", gzip.compress(b"id,text\nx,y\n", mtime=0)[:-9]),
        ("d.jsonl", b"{}\n"),
        ("d.parquet", b"PAR1 nonsense"),
    ],
)
def test_what_cannot_be_used_leaves_with_three(tmp_path, name, content):
    with pytest.raises(Unreadable) as error:
        read_rows(_file(tmp_path, name, content), ["id", "text"])
    assert error.value.exit_code == 3
    assert name in error.value.message


def test_missing_files_folders_endings_and_named_columns(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises((Unreadable, Usage)):
            read_rows(path, ["id"])
    with pytest.raises(Usage, match="unknown kind"):
        read_rows(_file(tmp_path, "d.txt", "x"), ["id"])
    with pytest.raises(Usage, match="no column cv"):
        read_rows(_file(tmp_path, "d.csv", "id\n1\n"), ["id", "cv"], named_by_option=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_is_read_in_the_usual_encodings(encoding):
    text = (
        "編號,職稱\n1,高級軟體工程師\n" if encoding == "big5" else "编号,职位\n1,高级软件工程师\n"
    )
    assert decode(text.encode(encoding)).text == text


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_decoding_never_invents_a_replacement_character(raw):
    try:
        text = decode(raw).text
    except UnusableFile:
        return
    assert (
        "\ufffd" not in text
        or "\ufffd".encode() in raw
        or raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
        or b"\x84\x31\xa4\x37" in raw
    )


def test_a_failed_write_leaves_the_old_file(tmp_path):
    out = _file(tmp_path, "out.txt", "old")

    def broken():
        yield "new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_text_atomically(out, broken())
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]
    with pytest.raises(Usage):
        write_text_atomically(tmp_path / "no" / "out.txt", "x")


def test_refused_rows_are_written_counted_and_strict(tmp_path, capsys):
    out = tmp_path / "run.txt"
    refused = [Rejected(3, "id", "空", {"id": ""}, "d.csv")]
    finish(out, refused, strict=False)
    assert "1 rows refused" in capsys.readouterr().err
    assert json.loads(rejected_path(out).read_text())["reason"] == "空"
    with pytest.raises(RowsRefused) as error:
        finish(out, refused, strict=True)
    assert error.value.exit_code == 4
    finish(out, [], strict=True)
    assert not rejected_path(out).exists()


def test_domain_errors_leave_with_the_code_of_their_kind():
    codes = {Unusable: 3, Forbidden: 6, Unavailable: 5, NotFound: 2}
    assert {kind: as_exit(kind("x")).exit_code for kind in codes} == codes

    @exit_codes
    def command():
        raise Unavailable("the model is missing")

    with pytest.raises(click.ClickException) as error:
        command()
    assert error.value.exit_code == 5


def test_messages_follow_the_language(tmp_path):
    language.choose("zh")
    with pytest.raises(Unreadable, match="无法读取"):
        read_rows(tmp_path / "none.csv")
