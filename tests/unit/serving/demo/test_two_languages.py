"""The lexicon joins what the invented company says in both languages."""

from serving.demo.professions import professions
from trm_ml.extract.lexicon import Lexicon


def test_a_skill_is_the_same_in_chinese_and_in_english():
    lexicon = Lexicon.load()
    pairs = {words.en: words for row in professions().values() for words in (*row.core, *row.more)}
    apart = [
        (words.zh, words.en)
        for words in pairs.values()
        if not {hit.row for hit in lexicon.find_skills(words.zh)}
        & {hit.row for hit in lexicon.find_skills(words.en)}
    ]
    # a single letter or an everyday word is a skill only beside others: C, Go, training
    assert len(apart) <= 0.07 * len(pairs), apart
