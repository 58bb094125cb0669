"""Finds the facts of an article and makes questions of them. Pure: parsed text in, proposals out."""

from collections.abc import Iterator, Sequence

from widgets.facts.ages import find_ages
from widgets.facts.amounts import find_amounts
from widgets.facts.asking import Asker
from widgets.facts.candidates import Candidate
from widgets.facts.causes import find_causes
from widgets.facts.choosing import place
from widgets.facts.clauses import find_clauses
from widgets.facts.completions import find_completions
from widgets.facts.document import Document
from widgets.facts.doers import find_agents, find_doers, find_places
from widgets.facts.entities import Table
from widgets.facts.gates import find_fault, is_deadly, is_untouchable
from widgets.facts.model import (
    Article,
    Evidence,
    Flag,
    Parsed,
    PollProposal,
    Proposal,
    Proposals,
    Token,
    Tone,
)
from widgets.facts.people import call_by_surname, choose_people
from widgets.facts.polls import count_minutes, judge_tone, propose_polls
from widgets.facts.ranking import MOST_QUESTIONS, select
from widgets.facts.reference import References
from widgets.facts.roles import find_roles
from widgets.facts.scores import find_scores
from widgets.facts.spans import Writer
from widgets.facts.speech import find_speech
from widgets.facts.suggested import CONFIDENCE, Suggestion, admit
from widgets.facts.table import make_table
from widgets.facts.times import find_times

__all__ = [
    "MOST_QUESTIONS",
    "Article",
    "Evidence",
    "Flag",
    "Parsed",
    "PollProposal",
    "Proposal",
    "Proposals",
    "Suggestion",
    "Token",
    "Tone",
    "count_minutes",
    "judge_tone",
    "propose",
]


def propose(
    article: Article, parsed: Parsed, *, sensitive: bool = False, suggested: Sequence[Suggestion] = ()
) -> Proposals:
    """Propose questions and polls for an article, best first; the same input gives the same output.

    With `sensitive`, questions about deaths and victims are proposed too, each with that flag. What is
    `suggested` by somebody else stands behind, as far as it passes.
    """
    document = Document(article, parsed)
    table = make_table(document)
    references = References(document, table, article.title)
    passed: list[Candidate] = []
    untouchable = is_untouchable(article.title, article.text)
    for candidate in () if untouchable else _find(document, table, references):
        if not candidate.wrong and candidate.answers is not None and candidate.answers.full:
            candidate.wrong = choose_people(table, candidate)
            call_by_surname(candidate)
        if not find_fault(candidate, sensitive=sensitive):
            passed.append(candidate)
    kept = select(document, passed)
    if not untouchable:
        ours, room = [each for _, each in kept], MOST_QUESTIONS - len(kept)
        admitted = admit(document, table, suggested, ours, room, sensitive=sensitive)
        kept += [(CONFIDENCE, each) for each in admitted]
    dated = article.published_at is not None
    tone = judge_tone(article.title, article.text)
    return Proposals(
        questions=[_finish(candidate, confidence, dated=dated) for confidence, candidate in kept],
        polls=propose_polls(article.title, table, tone),
        tone=tone,
        reading_minutes=count_minutes(article.text),
    )


def _find(document: Document, table: Table, references: References) -> Iterator[Candidate]:
    published = document.article.published_at
    when = f"in {published:%B %Y}" if published else "at the time of the article"
    yield from find_speech(document, table, references)
    yield from find_completions(document, table, references)
    yield from find_roles(document, table, Writer(document, table, references), when)
    asker = Asker(document, table, references)
    clauses = list(find_clauses(document, table, references))
    yield from find_amounts(document, asker, clauses)
    yield from find_ages(document, table, when)
    yield from find_scores(document, asker, clauses)
    yield from find_times(document, asker, clauses)
    yield from find_causes(document, asker, clauses)
    yield from find_doers(document, table, asker, clauses)
    yield from find_agents(document, table, asker, clauses)
    yield from find_places(document, table, asker, clauses)


def _finish(candidate: Candidate, confidence: float, *, dated: bool) -> Proposal:
    options, index = place(candidate.answer, candidate.wrong, candidate.prompt)
    options = [option.replace("'", "’") for option in options]
    flags: list[Flag] = list(candidate.flags)
    if is_deadly(candidate):
        flags.append("sensitive")
    if not dated and (candidate.worth.get("changing") or candidate.kind in ("role", "age")):
        flags.append("needs_date")
    return Proposal(
        prompt=candidate.prompt,
        options=options,
        answer_index=index,
        explanation=candidate.note,
        evidence=candidate.evidence,
        named=candidate.named,
        kind=candidate.kind,
        confidence=confidence,
        flags=flags,
    )
