"""Accepting: every proposal, of every article of the tests, is a question or a poll that can be published."""

import msgspec
import pytest

from tests.facts.reading import NAMES, propose_for, read
from widgets.accepting import accept_poll, accept_question, accept_quiz
from widgets.evidence import find_rests, hash_text
from widgets.facts import Evidence, Proposal
from widgets.formats import find_format
from widgets.formats.trivia_quiz import Choice, TriviaSpec
from widgets.publishing import read_spec


@pytest.mark.parametrize("name", NAMES)
def test_what_is_proposed_can_be_published_as_it_stands(name: str) -> None:
    article, proposals = read(name), propose_for(name, sensitive=True)
    for poll in proposals.polls:
        read_spec(find_format("poll"), msgspec.json.encode(accept_poll(poll)))
    if not proposals.questions:
        return
    body = accept_quiz(article.text, proposals.questions, article.title)
    spec = read_spec(find_format("trivia_quiz"), body)
    assert isinstance(spec, TriviaSpec)
    assert spec.article == hash_text(article.text)
    for question, proposal in zip(spec.questions, proposals.questions, strict=True):
        assert isinstance(question, Choice)
        assert question.solution == proposal.options[proposal.answer_index]
        assert {each.text for each in question.options} == set(proposal.options)
        place = question.evidence
        assert place is not None
        assert article.text[place.start : place.end] == place.text
    assert len(list(find_rests(msgspec.json.decode(body)))) == len(proposals.questions)


def proposal(**changes: object) -> Proposal:
    evidence = Evidence(0, 9, "It is so.")
    known = {"prompt": "What is it?", "options": ["So", "Not", "Never", "Ever"], "answer_index": 0}
    rest = {"explanation": "", "evidence": evidence, "kind": "count", "confidence": 0.9, "flags": []}
    return msgspec.convert(msgspec.to_builtins(known | rest | changes), Proposal)


def test_ids_follow_from_words_and_tell_nothing_of_the_answer() -> None:
    one, other = accept_question(proposal()), accept_question(proposal(answer_index=2))
    assert msgspec.structs.replace(other, answer=one.answer) == one
    moved = accept_question(proposal(options=["Ever", "So", "Never", "Not"], answer_index=1))
    assert {each.id: each.text for each in moved.options} == {each.id: each.text for each in one.options}
    assert moved.answer == one.answer


def test_a_passage_too_long_for_a_spec_stays_behind() -> None:
    text = "so " * 700
    assert accept_question(proposal(evidence=Evidence(0, len(text), text))).evidence is None
