"""``trm file rank``: ranks documents for queries from plain files, no server and no workspace."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import orjson

from core.clock import SystemClock
from serving import settings
from serving.cli.exits import Usage, exit_codes, lang_option
from serving.cli.file_io import Record, Rejected, Rows, finish, read_rows, write_text_atomically
from serving.cli.language import say
from trm_ml.embeddings.encoder import Progress

if TYPE_CHECKING:
    from trm_ml.embeddings import rank_kinds
    from trm_ml.embeddings.examples import Examples
    from trm_ml.embeddings.rank_kinds import Comparison

_PATH = click.Path(path_type=Path)
_KINDS = ("title", "skill", "job-talent", "text")
Ranking = Iterable[tuple[str, Sequence[tuple[str, float]]]]


@dataclass(frozen=True)
class Task:
    """What was asked: the rows that can be used, and what is to be done with them."""

    queries: Rows
    documents: Rows
    kind: str
    examples: Rows | None
    model: Path | None
    top: int

    @property
    def rejected(self) -> list[Rejected]:
        """Return the refused rows of all files."""
        files = [self.queries, self.documents, *([self.examples] if self.examples else [])]
        return [row for rows in files for row in rows.rejected]


@click.command()
@click.option("--queries", type=_PATH, required=True, help="Rows with id and text.")
@click.option("--documents", type=_PATH, required=True, help="Rows with id and text.")
@click.option("--out", type=_PATH, required=True, help="The TREC run to write.")
@click.option("--kind", type=click.Choice(_KINDS), required=True, help="What is compared.")
@click.option("--examples", type=_PATH, help="Rows with text and doc_id to learn from first.")
@click.option("--model", type=_PATH, help="Folder that keeps or holds the learned model.")
@click.option("--top", type=click.IntRange(min=1), default=1000, show_default=True)
@click.option("--strict", is_flag=True, help="Leave with 4 if any row was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document.")
@lang_option
@exit_codes
def rank(  # noqa: PLR0913  one argument an option
    queries: Path,
    documents: Path,
    out: Path,
    kind: str,
    examples: Path | None,
    model: Path | None,
    top: int,
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Rank the documents for each query, best first.

    Files are .csv, .jsonl or .parquet, each optionally .gz. Several documents with one id are
    alternative names: the best counts. The score of a pair does not depend on other documents.
    """
    task = _read(queries, documents, kind, examples, model, top)
    counted = {"queries": len(task.queries.records), "lines": 0}
    write_text_atomically(out, _run_lines(_ranking(task), counted, task.kind))
    counted |= {"documents": len(task.documents.records), "refused": len(task.rejected)}
    if as_json:
        click.echo(orjson.dumps(counted | {"out": str(out)}))
    finish(out, task.rejected, strict=strict)


COMMANDS: list[click.Command] = [rank]


def _read(
    queries: Path,
    documents: Path,
    kind: str,
    examples: Path | None,
    model: Path | None,
    top: int,
) -> Task:
    asked, offered = read_rows(queries, ["id", "text"]), read_rows(documents, ["id", "text"])
    for rows in (asked, offered):
        _check_ids(rows)
    _refuse_repeated(asked)
    learned = read_rows(examples, ["text", "doc_id"]) if examples else None
    return Task(asked, offered, kind, learned, model, top)


def _check_ids(rows: Rows) -> None:
    for line, record in zip(rows.lines, rows.records, strict=True):
        if any(character.isspace() for character in record["id"]):
            raise Usage(
                say(
                    en=f"{rows.path}, line {line}: the id {record['id']!r} holds white space.",
                    zh=f"{rows.path} 第 {line} 行:编号 {record['id']!r} 含有空白字符。",
                )
            )
    rows.keep(_without_id)
    if not rows.records:
        raise Usage(say(en=f"{rows.path}: no row has an id.", zh=f"{rows.path}:所有行都没有编号。"))


def _without_id(record: Record) -> tuple[str, str] | None:
    return None if record["id"] else ("id", say(en="the id is empty", zh="编号为空"))


def _refuse_repeated(rows: Rows) -> None:
    seen: set[str] = set()

    def repeated(record: Record) -> tuple[str, str] | None:
        if record["id"] in seen:
            return "id", say(en="the id stands in an earlier row", zh="编号与前面的行重复")
        seen.add(record["id"])
        return None

    rows.keep(repeated)


def _run_lines(ranking: Ranking, counted: dict[str, int], tag: str) -> Iterator[str]:
    from trm_ml.evaluate import runs

    for query, scored in ranking:
        for line in runs.lines(query, scored, tag=f"trm-{tag}"):
            counted["lines"] += 1
            yield line


def _ranking(task: Task) -> Ranking:
    if task.kind == "job-talent":
        return _of_people(task)
    return _of_names(task)


def _of_people(task: Task) -> Ranking:
    import numpy as np

    from trm_ml.embeddings import load_encoder
    from trm_ml.embeddings.lexicon_vectors import LexiconVectors
    from trm_ml.embeddings.pairs import best_first
    from trm_ml.extract.lexicon import Lexicon
    from trm_ml.ranking.file_task import score_job_talent
    from trm_ml.ranking.model import LightGbmRanker

    models = settings.load().models
    model = LightGbmRanker.open(task.model) if task.model else LightGbmRanker.open()
    lexicon, encoder = Lexicon.load(), load_encoder(models)
    with _progress(say(en="lexicon", zh="词库")) as progress:
        vectors = LexiconVectors.load(models, lexicon, encoder, progress=progress)
    documents = sorted(task.documents.records, key=lambda record: record["id"])
    with _progress(say(en="matching", zh="匹配")) as progress:
        table = score_job_talent(
            task.queries.records,
            documents,
            lexicon=lexicon,
            encoder=encoder,
            lexicon_vectors=vectors,
            model=model,
            today=SystemClock().now().date(),
            progress=progress,
        )
    ids = [record["id"] for record in documents]
    starts = [row for row, name in enumerate(ids) if row == 0 or ids[row - 1] != name]
    best = np.maximum.reduceat(table, starts, axis=1)
    for record, values in zip(task.queries.records, best, strict=True):
        yield record["id"], best_first([ids[row] for row in starts], values, task.top)


def _of_names(task: Task) -> Ranking:
    from trm_ml.embeddings.examples import with_votes
    from trm_ml.embeddings.pairs import best_first, scores

    names: dict[str, list[str]] = defaultdict(list)
    for record in task.documents.records:
        names[record["id"]].append(record["text"])
    ids = sorted(names)
    compare = _comparison(task.kind, settings.load().models)
    learned = _examples(task, compare)
    with _progress(say(en="documents", zh="文档")) as progress:
        documents = compare.documents([names[name] for name in ids], progress)
    with _progress(say(en="queries", zh="查询")) as progress:
        queries = compare.queries([record["text"] for record in task.queries.records], progress)
    votes = learned.blend(queries, compare) if learned else []
    for row, values in scores(queries, documents, compare.weights):
        voted = with_votes(values, ids, votes[row]) if votes else values
        yield task.queries.records[row]["id"], best_first(ids, voted, task.top)


@cache
def _comparison(kind: str, models: Path) -> "Comparison":
    """Open the encoders once a process."""
    from trm_ml.embeddings import load_encoder, rank_kinds

    return rank_kinds.comparison(cast("rank_kinds.RankKind", kind), load_encoder(models))


def _examples(task: Task, compare: "Comparison") -> "Examples | None":
    from trm_ml.embeddings import examples

    if task.examples is None:
        return examples.Examples.open(task.model, compare) if task.model else None
    pairs = [(record["text"], record["doc_id"]) for record in task.examples.records]
    kept = settings.load().models / f"examples-{examples.identity(compare, pairs)}"
    with _progress(say(en="examples", zh="样例")) as progress:
        return examples.Examples.prepare(task.model or kept, compare, pairs, progress=progress)


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """Show a bar on stderr once a step takes longer than two seconds."""
    from tqdm import tqdm

    with tqdm(desc=what, delay=2, leave=False) as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield told
