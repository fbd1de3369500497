"""What of a person a reader does not see, taken out before anything is shown.

It works on the values that the views are handed, so that no view, list or file can forget it: the
fields of `core.access.fields`, and in blind mode the name, the school and what would tell them.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from core.access.fields import Field, FieldHidden, hidden
from core.actor import Actor
from core.profile.types import (
    Attachment,
    Education,
    Employment,
    Facts,
    Interaction,
    SkillFact,
    SourceRecord,
    Span,
    Talent,
)
from core.requisition.types import Decision
from serving import passages
from serving.messages import Language

COMMENTS = re.compile(r"(interview|feedback|review)")  # kinds of interactions that are comments
_LONG_NUMBER = re.compile(r"\d(?:[ \-]?\d){4,}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ \-](?:(?:19|20)\d\d|\d\d?)){0,2}")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_ID = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d")  # a region and a year of birth
_PART_OF_ID = 10
Said = Callable[[str], str]
Spans = Callable[[tuple[Span, ...]], tuple[Span, ...]]
_LEAST = 2  # a name or a school of one letter would hide half of a text


@dataclass(frozen=True, slots=True)
class Veil:
    """The veil of one reader; ``language`` is for pseudonyms."""

    hidden: frozenset[Field]
    blind: bool
    language: Language

    @classmethod
    def of(cls, actor: Actor, language: Language = "en") -> "Veil":
        """Return the veil between an actor and people."""
        fields = hidden(actor)
        return cls(fields | {Field.CONTACT} if actor.blind else fields, actor.blind, language)

    @property
    def is_thin(self) -> bool:
        """Tell whether nothing is hidden."""
        return not self.hidden and not self.blind

    def sees(self, field: Field) -> bool:
        """Tell whether a field is not hidden."""
        return field not in self.hidden

    def text(self, text: str) -> str:
        """Hide passages of a text about nobody in particular."""
        return text if not text or self.is_thin else passages.masked(text, self.hidden)

    def about(self, text: str, talent: Talent | None) -> str:
        """Hide passages of a text about a person; blind, also what names them."""
        covered = self.text(text)
        if not self.blind or talent is None or not covered:
            return covered
        return passages.cover(covered, _naming(covered, talent.facts))

    def name(self, talent: Talent) -> str:
        """Return what a person is called here: blind, the same pseudonym wherever they stand."""
        return pseudonym(talent.id, self.language) if self.blind else talent.facts.name

    def talent(self, talent: Talent) -> Talent:
        """Return a person as the reader may see them."""
        if self.is_thin:
            return talent
        facts = talent.facts
        whole = self.about(facts.text, talent)

        def spans(evidence: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(self._span(one, facts.text, whole, talent) for one in evidence)

        def said(text: str) -> str:
            return self.about(text, talent)

        shown = replace(
            facts,
            name=self.name(talent),
            headline=said(facts.headline),
            summary=said(facts.summary),
            text=whole,
            employments=tuple(_post(one, said, spans) for one in facts.employments),
            educations=tuple(self._course(one, said, spans) for one in facts.educations),
            skills=tuple(_skill(one, spans) for one in facts.skills),
            languages=tuple(replace(one, evidence=spans(one.evidence)) for one in facts.languages),
            certificates=tuple(said(one) for one in facts.certificates),
        )
        return replace(talent, facts=shown)

    def people(self, found: Mapping[str, Talent]) -> dict[str, Talent]:
        """Return people as the reader may see them."""
        return {talent_id: self.talent(one) for talent_id, one in found.items()}

    def interaction(self, happened: Interaction, talent: Talent | None) -> Interaction:
        """Return something that happened, without the words that are not the reader's."""
        comment = COMMENTS.match(happened.kind) is not None
        summary = self.about(happened.summary, talent)
        return replace(happened, summary="" if comment and self._no_comment else summary)

    def decision(self, made: Decision, talent: Talent | None = None) -> Decision:
        """Return a decision, without its reason where comments are hidden."""
        return replace(made, reason="" if self._no_comment else self.about(made.reason, talent))

    def attachment(self, file: Attachment, talent: Talent) -> Attachment:
        """Return what is known of a file; blind, its name names nobody."""
        name = f"{self.name(talent)}{_suffix(file.file_name)}" if self.blind else file.file_name
        return replace(file, file_name=self.text(name))

    def source(self, record: SourceRecord, talent: Talent) -> SourceRecord:
        """Return an arrival; its own id there may be an address, a file name, a name."""
        said = "" if self.blind else self.about(record.external_id, talent)
        return replace(record, external_id=said)

    def check_search(self, words: str) -> None:
        """Let words pass that do not ask for what is hidden: whether they match would tell it.

        Raises:
            FieldHidden: names the field.
        """
        for field in passages.ORDER:
            if field in self.hidden and any(passages.found(words, {field})):
                raise FieldHidden("You may not search by what you may not see.", field=field.value)
        if any(map(self._tells, _LONG_NUMBER.findall(words))):
            raise FieldHidden(
                "You may not search by what you may not see.", field=Field.CONTACT.value
            )

    def _tells(self, number: str) -> bool:
        """Tell whether a long number may be part of one that is hidden.

        Whoever sees contact data looks for telephone numbers, but for no beginning of an ID number.
        """
        if not self.hidden or _YEARS.fullmatch(number):
            return False
        digits = re.sub(r"\D", "", number)
        if Field.CONTACT in self.hidden:
            return True
        telephone = _MOBILE.fullmatch(digits) or len(digits) < _PART_OF_ID
        return Field.ID_NUMBER in self.hidden and not telephone and bool(_ID.match(digits))

    def check_file(self) -> None:
        """Let a reader pass who may have a file as it came. Raises `FieldHidden` when blind."""
        if self.blind:
            raise FieldHidden("Turn blind mode off to open files.", field="name")

    @property
    def _no_comment(self) -> bool:
        return Field.COMMENT in self.hidden

    def _span(self, where: Span, text: str, whole: str, talent: Talent) -> Span:
        if where.text and text[where.start : where.end] == where.text:
            return replace(where, text=whole[where.start : where.end])
        return replace(where, text=self.about(where.text, talent))

    def _course(self, one: Education, said: Said, spans: Spans) -> Education:
        return replace(
            one,
            school="" if self.blind else said(one.school),
            degree=said(one.degree),
            major=said(one.major),
            evidence=() if self.blind else spans(one.evidence),
        )


def pseudonym(talent_id: str, language: Language) -> str:
    """Return what a person is called in blind mode, the same at every place and time.

    Example:
        >>> pseudonym("tal_1", "zh"), pseudonym("tal_1", "en")
        ('候选人 OOE55', 'Candidate OOE55')
    """
    digest = hashlib.sha256(b"blind:" + talent_id.encode()).digest()
    word = "候选人" if language == "zh" else "Candidate"
    return f"{word} {base64.b32encode(digest)[:5].decode()}"


def _naming(text: str, facts: Facts) -> Iterator[tuple[int, int]]:
    """Yield what names a person in a text: their name in any spelling, their schools."""
    from trm_ml.extract.folding import plain
    from trm_ml.extract.redaction import Known, valued

    flat = plain(text)
    if len(facts.name) >= _LEAST:
        for one in valued(flat, Known(facts.name, facts.emails, facts.phones)):
            yield one.start, one.end
        for hit in re.finditer(re.escape(plain(facts.name)), flat, re.I):
            yield hit.span()
    for school in {plain(one.school) for one in facts.educations if len(one.school) >= _LEAST}:
        for hit in re.finditer(re.escape(school), flat, re.I):
            yield hit.span()


def _post(one: Employment, said: Said, spans: Spans) -> Employment:
    return replace(
        one,
        title=said(one.title),
        company=said(one.company),
        description=said(one.description),
        evidence=spans(one.evidence),
    )


def _skill(one: SkillFact, spans: Spans) -> SkillFact:
    return replace(one, evidence=spans(one.evidence))


def _suffix(file_name: str) -> str:
    dot = file_name.rfind(".")
    return file_name[dot:] if dot > 0 and len(file_name) - dot <= 6 else ""
