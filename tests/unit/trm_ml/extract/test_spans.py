"""Labelled spans, and the tagger that examples teach."""

from pathlib import Path

import pytest

from core.errors import Unusable
from trm_ml.extract.chain import LinearChain
from trm_ml.extract.hints import english_tagger
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.measure import span_scores
from trm_ml.extract.spans import extract_spans, tagged_spans
from trm_ml.extract.tagging import SpanTagger, Tag, TaggerBroken, marks_of, spans_of, tokens_of
from trm_ml.extract.tagging_fit import Example, Fitting, fingerprint, fit, layers_of

LEXICON = Lexicon.load()
EXAMPLES = [
    Example(
        f"Works as {title} at {firm} .",
        (Tag(9, 9 + len(title), "JOB"), Tag(13 + len(title), 13 + len(title) + len(firm), "FIRM")),
    )
    for title in ("cook", "pilot", "nurse", "tailor")
    for firm in ("Acme", "Globex", "Initech")
]


def labelled(text: str) -> set[tuple[str, str]]:
    return {(span.label, span.text) for span in extract_spans(text, LEXICON)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "陈晓东，男，本科学历，现任星河科技股份有限公司财务总监。",
            {
                ("NAME", "陈晓东"),
                ("EDU", "本科学历"),
                ("ORG", "星河科技股份有限公司"),
                ("TITLE", "财务总监"),
            },
        ),
        (
            "毕业于武汉大学，工学硕士，熟悉Python，5年工作经验，英语六级",
            {
                ("SCHOOL", "武汉大学"),
                ("DEGREE", "工学硕士"),
                ("SKILL", "Python"),
                ("LANG", "英语六级"),
            },
        ),
        ("现居深圳，持有PMP证书", {("LOC", "深圳"), ("CERT", "PMP证书")}),
        (
            "Jane Doe\nSenior Accountant at Acme Holdings Ltd, London",
            {("NAME", "Jane Doe"), ("LOC", "London")},
        ),
    ],
)
def test_every_label_is_found(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= labelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀，男，Ｐｙｔｈｏｎ工程師",
        "公司" * 300,
        "Ph.D. in Physics, MIT\nMBA",
        "精通C++、Java、C#；曾任某某有限公司副总经理、监事会主席",
        "\r\n\t \u3000",
    ],
)
def test_spans_hold_in_the_unchanged_text_and_never_overlap_in_a_label(text: str) -> None:
    spans = extract_spans(text, LEXICON, english=english_tagger(LEXICON))
    last: dict[str, int] = {}
    for span in spans:
        assert text[span.start : span.end] == span.text
        assert 0 <= span.start < span.end <= len(text)
        assert span.start >= last.get(span.label, 0)
        last[span.label] = span.end
        assert span.norm is None or span.norm.startswith("http://data.europa.eu/esco/")
        assert span.label != "SKILL" or span.kind in ("knowledge", "ability")


def test_marks_and_spans_are_inverse() -> None:
    text = "Knows C++, Node.js and 机器学习。"
    tokens = tokens_of(text)
    tags = [Tag(6, 9, "SKILL", "knowledge"), Tag(11, 18, "SKILL", "knowledge"), Tag(23, 27, "X")]
    assert spans_of(marks_of(tags, tokens), tokens) == tags


def test_a_tagger_learns_its_own_labels_and_survives_saving(tmp_path: Path) -> None:
    tagger = fit(EXAMPLES, fitting=Fitting(l1=0.0, l2=0.1, rounds=50))
    tagger.save(tmp_path / "model")
    again = SpanTagger.load(tmp_path / "model")
    text = "Works as baker at Umbrella ."
    assert [(tag.label, text[tag.start : tag.end]) for tag in tagger.tag(text)] == [
        ("JOB", "baker"),
        ("FIRM", "Umbrella"),
    ]
    assert again.tag(text) == tagger.tag(text)
    assert again.identity == fingerprint(EXAMPLES, Fitting(l1=0.0, l2=0.1, rounds=50))
    assert [span.label for span in tagged_spans(text, LEXICON, again)] == ["JOB", "FIRM"]


def test_fitting_twice_gives_the_same_tagger() -> None:
    first, second = (fit(EXAMPLES, fitting=Fitting(rounds=20)) for _ in range(2))
    assert {name: chain.packed() for name, chain in first.layers.items()} == {
        name: chain.packed() for name, chain in second.layers.items()
    }


def test_labels_that_overlap_are_learned_apart() -> None:
    overlapping = Example(
        "build Java services", (Tag(0, 19, "SKILL", "ability"), Tag(6, 10, "SKILL", "knowledge"))
    )
    assert len(layers_of([overlapping])) == 2
    assert len(layers_of(EXAMPLES)) == 1


def test_a_broken_model_is_refused(tmp_path: Path) -> None:
    fit(EXAMPLES, fitting=Fitting(rounds=5)).save(tmp_path)
    layer = tmp_path / "layer0.npz"
    layer.write_bytes(layer.read_bytes()[:-1] + b"x")
    with pytest.raises(TaggerBroken, match="checksum"):
        SpanTagger.load(tmp_path)
    with pytest.raises(TaggerBroken):
        SpanTagger.load(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="not a chain"):
        LinearChain.unpacked(b"nonsense")


def test_examples_without_a_span_teach_nothing() -> None:
    with pytest.raises(Unusable):
        fit([Example("no spans here", ())])


def test_scores_are_those_of_a_hand_worked_case() -> None:
    wanted = [[Tag(0, 4, "A"), Tag(6, 9, "A")], [Tag(0, 2, "B")]]
    found = [[Tag(0, 4, "A"), Tag(6, 8, "A")], [Tag(5, 7, "B")]]
    scores = span_scores(found, wanted)
    assert (scores["A"].precision, scores["A"].recall, scores["A"].f1) == (0.5, 0.5, 0.5)
    assert scores["A"].partial_f1 == 1.0
    assert scores["B"].f1 == 0.0
    assert round(scores["all"].f1, 4) == round(1 / 3, 4)
