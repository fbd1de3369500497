"""The language a request is answered in, where a sentence is shown in one only."""

from typing import Annotated

from fastapi import Depends, Request

from serving import problems
from serving.messages import Language


def _language(request: Request) -> Language:
    return problems.language_of(request.scope)


LanguageDep = Annotated[Language, Depends(_language)]
