"""Who somebody is changes no bit of what matching sees (TRUST M1), along 20 axes, zh and en."""

import importlib.util
import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.pool.types import Candidate
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.deidentify import deidentify
from trm_ml.extract.lexicon import Lexicon

_spec = importlib.util.spec_from_file_location(
    "cv_generator", Path(__file__).with_name("cv_generator.py")
)
assert _spec is not None
assert _spec.loader is not None
generator = importlib.util.module_from_spec(_spec)
sys.modules.setdefault("cv_generator", generator)
_spec.loader.exec_module(generator)

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
LEXICON = Lexicon.load()
WRITERS = {"zh": generator.zh_cv, "en": generator.en_cv}
CVS = 3


def seen(text: str) -> tuple[str, Candidate]:
    """Return what matching sees of a CV."""
    facts = read_cv(text, LEXICON, today=TODAY)
    return deidentify(text, facts), to_candidate("t1", facts, LEXICON, now=NOW)


def differing(language: str, axis: str, seeds: range) -> list[str]:
    wrong = []
    for seed in seeds:
        write, axes = WRITERS[language](seed)
        chosen = random.Random(seed)
        values = {name: chosen.choice(options) for name, options in axes.items()}
        first = seen(write(values))
        for option in axes[axis]:
            other = seen(write({**values, axis: option}))
            if other != first:
                wrong.append(
                    f"{seed}: {values[axis]} -> {option}\n{first[0]}\n---\n{other[0]}\n{first[1]}\n{other[1]}"
                )
    return wrong


@pytest.mark.parametrize("axis", list(generator.ZH_AXES))
def test_no_bit_of_a_chinese_cv_changes_with_who_wrote_it(axis: str) -> None:
    assert differing("zh", axis, range(CVS)) == []


@pytest.mark.parametrize("axis", list(generator.EN_AXES))
def test_no_bit_of_an_english_cv_changes_with_who_wrote_it(axis: str) -> None:
    assert differing("en", axis, range(CVS)) == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_bit_changes_at_full_size(language: str) -> None:
    axes = generator.ZH_AXES if language == "zh" else generator.EN_AXES
    for axis in axes:
        assert differing(language, axis, range(50)) == []


def test_the_twenty_axes_are_there() -> None:
    assert len(generator.ZH_AXES) == len(generator.EN_AXES) == 20


@pytest.mark.parametrize(
    "kept",
    [
        "女装行业三年",
        "汉语教师",
        "吉他教学",
        "其他工作",
        "male connector",
        "Hindu newspaper",
        "在湖南工作",
        "男鞋事业部",
        "少数民族文学研究",
        "single page application",
    ],
)
def test_domain_words_are_never_taken(kept: str) -> None:
    text = f"工作经历\n2019.01-2020.01 某某公司 编辑\n负责{kept}相关工作，{kept} 的推广"
    assert kept in deidentify(text)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_protected_is_kept_in_the_facts(language: str, seed: int) -> None:
    write, axes = WRITERS[language](seed)
    chosen = random.Random(seed)
    values = {name: chosen.choice(options) for name, options in axes.items()}
    values["id_number"] = "110101199003071234" if language == "zh" else "AB1234567"
    facts = repr(read_cv(write(values), LEXICON, today=TODAY))
    for axis in ("id_number", "birth"):
        assert values[axis] not in facts
