"""``trm file extract``: labelled spans of texts from a plain file, no server and no workspace."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from serving import settings
from serving.cli.exits import Unreadable, exit_codes, lang_option
from serving.cli.file_io import Record, Rows, finish, read_rows, write_text_atomically
from serving.cli.language import say

if TYPE_CHECKING:
    from trm_ml.extract.spans import LabelledSpan
    from trm_ml.extract.tagging import SpanTagger
    from trm_ml.extract.tagging_fit import Example

_PATH = click.Path(path_type=Path)
Extractor = Callable[[str], "list[LabelledSpan]"]


@click.command()
@click.option("--in", "source", type=_PATH, required=True, help="Rows with the text.")
@click.option("--text", "text_column", required=True, help="The column that holds the text.")
@click.option("--id", "id_column", required=True, help="The column that names the row.")
@click.option("--out", type=_PATH, required=True, help="The JSON lines to write.")
@click.option("--examples", type=_PATH, help="Rows with text and spans to learn from first.")
@click.option("--model", type=_PATH, help="Folder that keeps or holds the learned model.")
@click.option("--strict", is_flag=True, help="Leave with 4 if any row was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document.")
@lang_option
@exit_codes
def extract(  # noqa: PLR0913  one argument an option
    source: Path,
    text_column: str,
    id_column: str,
    out: Path,
    examples: Path | None,
    model: Path | None,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Find names, employers, titles, skills … in texts; one line out for each row in, in order.

    Files are .csv, .jsonl or .parquet, each optionally .gz. Offsets count code points of the
    unchanged text; spans of one label never overlap.
    """
    rows = read_rows(source, (id_column, text_column), named_by_option=True)
    learned = read_rows(examples, ("text", "spans")) if examples else None
    find = _extractor(learned, model)
    counted = {"rows": len(rows.records), "spans": 0}
    write_text_atomically(out, _lines(rows.records, id_column, text_column, find, counted))
    rejected = [*rows.rejected, *(learned.rejected if learned else [])]
    if as_json:
        told = {**counted, "rejected": len(rejected), "out": str(out)}
        click.echo(orjson.dumps(told).decode())
    finish(out, rejected, strict=strict)


def _lines(
    records: list[Record],
    id_column: str,
    text_column: str,
    find: Extractor,
    counted: dict[str, int],
) -> Iterator[str]:
    from tqdm import tqdm

    for record in tqdm(records, desc="extract", unit="row", delay=2, leave=False):
        spans = find(record[text_column])
        counted["spans"] += len(spans)
        told = {"id": record[id_column], "spans": [span.as_json() for span in spans]}
        yield orjson.dumps(told).decode() + "\n"


def _extractor(learned: Rows | None, model: Path | None) -> Extractor:
    from trm_ml.extract.hints import english_tagger
    from trm_ml.extract.lexicon import Lexicon
    from trm_ml.extract.spans import extract_spans, tagged_spans

    lexicon = Lexicon.load()
    if learned is None and model is None:
        english = english_tagger(lexicon)
        return lambda text: extract_spans(text, lexicon, english=english)
    tagger = _tagger(learned, model)
    return lambda text: tagged_spans(text, lexicon, tagger)


def _tagger(learned: Rows | None, model: Path | None) -> "SpanTagger":
    """Open the tagger kept for these examples, or fit one and keep it."""
    from trm_ml.extract.hints import lexicon_hints
    from trm_ml.extract.lexicon import Lexicon
    from trm_ml.extract.tagging import SpanTagger, TaggerBroken
    from trm_ml.extract.tagging_fit import fingerprint, fit

    hints = lexicon_hints(Lexicon.load())
    if learned is None:
        assert model is not None
        return SpanTagger.load(model, hints)
    examples = _examples(learned)
    identity = fingerprint(examples)
    folder = model or settings.load().models / f"tagger-{identity[:32]}"
    try:
        kept = SpanTagger.load(folder, hints)
    except TaggerBroken:
        kept = None
    if kept is not None and kept.identity == identity:
        return kept
    message = say(
        en=f"fitting a model to {len(examples)} examples …",
        zh=f"正在用 {len(examples)} 个样例训练模型……",
    )
    click.echo(message, err=True)
    fitted = fit(examples, hints=hints, identity=identity)
    fitted.save(folder)
    return fitted


def _examples(learned: Rows) -> "list[Example]":
    from trm_ml.extract.tagging import Tag
    from trm_ml.extract.tagging_fit import Example

    examples: list[Example] = []
    for line, record in zip(learned.lines, learned.records, strict=True):
        try:
            spans = _spans_of(record["spans"])
            tags = tuple(
                Tag(
                    int(span["start"]), int(span["end"]), str(span["label"]), span.get("kind") or ""
                )
                for span in spans
            )
        except (KeyError, TypeError, ValueError) as error:
            reason = say(en=f"not spans: {error}", zh=f"不是有效的 spans:{error}")
            learned.refuse(line, field="spans", reason=reason, row=record)
            continue
        outside = [tag for tag in tags if not 0 <= tag.start < tag.end <= len(record["text"])]
        if outside:
            reason = say(en="a span lies outside the text", zh="有 span 超出文本范围")
            learned.refuse(line, field="spans", reason=reason, row=record)
            continue
        examples.append(Example(record["text"], tags))
    if not any(example.tags for example in examples):
        raise Unreadable(
            say(en=f"{learned.path} holds no span.", zh=f"{learned.path} 中没有任何 span。")
        )
    return examples


def _spans_of(cell: str) -> list[dict[str, str]]:
    """Read spans from a cell: a JSON list, or (as a list is read) one JSON object a line."""
    if not cell.strip():
        return []
    if cell.lstrip().startswith("["):
        whole: list[dict[str, str]] = orjson.loads(cell)
        return whole
    return [orjson.loads(line) for line in cell.split("\n") if line.strip()]


COMMANDS: list[click.Command] = [extract]
