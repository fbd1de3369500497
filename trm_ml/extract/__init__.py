"""Reading CVs and job descriptions: the lexicon, facts, requirements, and what must not be seen."""
