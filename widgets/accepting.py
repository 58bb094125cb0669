"""Accepting: what the fact finder proposes, as questions and polls that can be published as they are."""

import hashlib
from collections.abc import Sequence

import msgspec

from widgets.evidence import hash_text
from widgets.facts import PollProposal, Proposal
from widgets.formats.poll import PollOption, PollSpec, Single
from widgets.formats.trivia_quiz import Choice, Evidence, TriviaSpec
from widgets.questions import QuizOption

LONGEST_EVIDENCE = 2000
"""Characters of a passage that a spec may hold; a longer one stays behind."""


def accept_question(proposal: Proposal) -> Choice:
    """Make the question of a trivia quiz. Its ids follow from its words, and tell nothing of the answer."""
    ids = [make_id("o", proposal.prompt, text) for text in proposal.options]
    evidence = proposal.evidence
    return Choice(
        id=make_id("q", proposal.prompt, *proposal.options),
        prompt=proposal.prompt,
        options=tuple(QuizOption(id=id, text=text) for id, text in zip(ids, proposal.options, strict=True)),
        answer=ids[proposal.answer_index],
        explanation=proposal.explanation,
        evidence=Evidence(evidence.start, evidence.end, evidence.text)
        if len(evidence.text) <= LONGEST_EVIDENCE
        else None,
    )


def accept_quiz(article: str, proposals: Sequence[Proposal], title: str = "") -> bytes:
    """Make the spec of a trivia quiz, JSON, from proposals for an article's text."""
    questions = tuple(accept_question(each) for each in proposals)
    return msgspec.json.encode(TriviaSpec(title=title, questions=questions, article=hash_text(article)))


def accept_poll(proposal: PollProposal) -> PollSpec:
    """Make the spec of a poll."""
    options = tuple(
        PollOption(id=make_id("o", proposal.prompt, text), text=text) for text in proposal.options
    )
    return PollSpec(questions=(Single(prompt=proposal.prompt, options=options),))


def make_id(kind: str, *words: str) -> str:
    """Make an id that is the same for the same words, and of which nobody learns their order."""
    return kind + hashlib.blake2b("\n".join(words).encode(), digest_size=6).hexdigest()
