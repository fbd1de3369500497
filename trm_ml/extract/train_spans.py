"""Fit the packaged tagger of English skill phrases to SkillSpan (MIT), and say how well it does.

    python -m trm_ml.extract.train_spans --data DIR [--target FOLDER]

Fitted to the train part; measured on the dev part, which it never sees.
"""

import argparse
import sys
from pathlib import Path

from trm_ml.extract.hints import lexicon_hints
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.measure import span_scores, told
from trm_ml.extract.span_sets import skillspan
from trm_ml.extract.tagging_fit import Fitting, fit

TARGET = Path(__file__).parent / "data" / "skillspan"
FITTING = Fitting(l1=1.0, l2=0.05, rounds=80)


def main() -> None:
    """Read the arguments, fit, save, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of shared data sets")
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    hints = lexicon_hints(Lexicon.load())
    tagger = fit(skillspan(arguments.data, "train"), hints=hints, fitting=FITTING)
    tagger.save(arguments.target)
    dev = skillspan(arguments.data, "dev")
    scores = span_scores([tagger.tag(example.text) for example in dev], [e.tags for e in dev])
    sys.stdout.write(told("SkillSpan dev", scores))


if __name__ == "__main__":
    main()
