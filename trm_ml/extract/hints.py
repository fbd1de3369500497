"""What the lexicon sees in a line, as hints for the tagger."""

from collections.abc import Iterator

from trm_ml.extract.folding import DATA
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.tagging import Hints, SpanTagger


def lexicon_hints(lexicon: Lexicon) -> Hints:
    """Return a function that marks the skills and titles the lexicon knows in a line."""

    def hints(text: str) -> Iterator[tuple[int, int, str]]:
        for hit in lexicon.find_skills(text):
            kind = lexicon.skills.kind[hit.row].value[0]
            yield hit.start, hit.end, kind + ("t" if lexicon.skills.ids[hit.row][0] == "t" else "e")
        for title in lexicon.find_titles(text):
            yield title.start, title.end, "T"

    return hints


def english_tagger(lexicon: Lexicon) -> SpanTagger | None:
    """Return the packaged tagger of skill phrases in English job texts, None if it is not there."""
    folder = DATA / "skillspan"
    return SpanTagger.load(folder, lexicon_hints(lexicon)) if folder.is_dir() else None
