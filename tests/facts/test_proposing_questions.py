"""An article goes in, questions with proof come out."""

from datetime import date

from widgets.facts import Article, propose
from widgets.parsing import parse

TEXT = """Ferndale Council has approved a plan to reopen the Millbrook Canal, which closed to boats in 1962.

“The canal made Ferndale what it is, and it will carry boats again before the decade ends,” said Ruth Okafor,
the leader of Ferndale Council. Tom Pryce, the director of the Millbrook Canal Trust, welcomed the vote.

Helen Marsh of the anglers’ association and Imran Siddiqui of the rowing club spoke at the meeting.
"""


def test_questions_carry_their_proof_and_their_date() -> None:
    article = Article(title="Council reopens canal", text=TEXT, published_at=date(2023, 5, 4))
    questions = propose(article, parse(TEXT)).questions
    assert questions
    for question in questions:
        evidence = question.evidence
        assert TEXT[evidence.start : evidence.end] == evidence.text
        assert len(set(question.options)) == 4
        assert question.options[question.answer_index].split()[-1] in evidence.text
    assert any("in May 2023" in question.prompt for question in questions)
