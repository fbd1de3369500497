"""The labelled sets that spans are fitted to and measured on, as examples."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from trm_ml.extract.tagging import Tag
from trm_ml.extract.tagging_fit import Example

SKILLSPAN_LAYERS = (("tags_skill", "ability"), ("tags_knowledge", "knowledge"))


def skillspan(data: Path, part: str) -> list[Example]:
    """Return SkillSpan's sentences: tokens joined by blanks, SKILL spans of both kinds."""
    with gzip.open(data / "skillspan" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [_skillspan_example(json.loads(line)) for line in stream]


def _skillspan_example(row: dict[str, list[str]]) -> Example:
    offsets, position = [], 0
    for token in row["tokens"]:
        offsets.append((position, position + len(token)))
        position += len(token) + 1
    tags: list[Tag] = []
    for column, kind in SKILLSPAN_LAYERS:
        previous = "O"
        for mark, (start, end) in zip(row[column], offsets, strict=True):
            if mark[0] == "B" or (mark[0] == "I" and previous == "O"):
                tags.append(Tag(start, end, "SKILL", kind))
            elif mark[0] == "I":
                tags[-1] = tags[-1]._replace(end=end)
            previous = mark
    return Example(" ".join(row["tokens"]), tuple(tags))


def resume_ner(data: Path, part: str) -> list[Example]:
    """Return ResumeNER's sentences with its own labels."""
    path = data / "resume_ner_zh" / f"{part}.char.bmes.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [_bmes_example(block) for block in _blocks(stream)]


def _blocks(lines: Iterator[str]) -> Iterator[list[tuple[str, str]]]:
    block: list[tuple[str, str]] = []
    for line in lines:
        if line.strip():
            char, mark = line.split()
            block.append((char, mark))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _bmes_example(block: list[tuple[str, str]]) -> Example:
    tags: list[Tag] = []
    for index, (_, mark) in enumerate(block):
        if mark[0] in "BS":
            tags.append(Tag(index, index + 1, mark[2:]))
        elif mark[0] in "ME" and tags:
            tags[-1] = tags[-1]._replace(end=index + 1)
    return Example("".join(char for char, _ in block), tuple(tags))
