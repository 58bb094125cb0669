"""Trivia quizzes: questions with a right answer, a verdict on each at once, and a score at the end."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from widgets import findings, questions, rules
from widgets.errors import Malformed
from widgets.findings import Passage, Step, Table
from widgets.format import Format
from widgets.formats.trivia_quiz.asking import GAVE_UP, RIGHT, WRONG, Choice, Evidence, TriviaBallot, Typed
from widgets.formats.trivia_quiz.hints import HINTS
from widgets.formats.trivia_quiz.samples import SAMPLES
from widgets.formats.trivia_quiz.spec import (
    SCORE,
    AnyQuestion,
    Band,
    TriviaSpec,
    check_article,
    check_bands,
    check_key,
)
from widgets.model import Policy, Reveal, Sheet, Slot, Tally
from widgets.parts import Bars, Ending, Part, Questions, Score, Verdict
from widgets.questions import QuizOption

__all__ = ["Band", "Choice", "Evidence", "QuizOption", "TriviaBallot", "TriviaQuiz", "TriviaSpec", "Typed"]


class TriviaQuiz(Format[TriviaSpec, TriviaBallot]):
    """Questions with a right answer: a click says which it is, and the end tells the score.

    The tally counts each answer under its question, and under the slot `score` how many readers came to the
    end with which score. A corrected key counts everybody's answers anew.
    """

    name = "trivia_quiz"
    spec_type = TriviaSpec
    ballot_type = TriviaBallot
    samples = SAMPLES
    hints = HINTS
    schema = "Quiz"

    def check_spec(self, spec: TriviaSpec) -> None:
        """Refuse bad questions, score bands with gaps, and a key that readers could guess."""
        super().check_spec(spec)
        questions.check_prompts([(each.id, each.prompt) for each in spec.questions], "trivia quiz")
        for question in spec.questions:
            question.check_question()
        check_bands(spec.bands, len(spec.questions))
        check_key(spec.questions)
        check_article(spec.article)

    def check_reveal(self, spec: TriviaSpec, reveal: Reveal) -> None:
        """Refuse to show everybody how others answered."""
        questions.check_reveal(reveal)

    def slots(self, spec: TriviaSpec) -> Mapping[Slot, list[str]]:
        """Give each question's id."""
        return spec.slots

    def counted(self, spec: TriviaSpec) -> Mapping[Slot, list[str]]:
        """Give the questions, and the scores of those who came to the end."""
        return spec.counted

    def policy(self, spec: TriviaSpec, slot: Slot) -> Policy:
        """An answer is for good: the verdict follows at once."""
        return Policy.ONCE

    def check(self, spec: TriviaSpec, slot: Slot, ballot: TriviaBallot) -> None:
        """Refuse an answer of another kind than the question's, and one that the question does not allow."""
        question = spec.asked[slot]
        given = [field for field in ballot.__struct_fields__ if getattr(ballot, field) is not UNSET]
        if len(given) != 1 or given[0] not in question.fields:
            wanted = " or ".join(f"`{field}`" for field in question.fields)
            raise Malformed("wrong_field", f"This question is answered with {wanted} alone.")
        question.check_ballot(ballot)

    def marks(self, spec: TriviaSpec, sheet: Sheet[TriviaBallot]) -> Tally:
        """Count each answer under its question, and at the end the score."""
        marks: Tally = {
            slot: question.marks(sheet[slot]) for slot, question in spec.asked.items() if slot in sheet
        }
        if len(marks) == len(spec.asked):
            marks[SCORE] = {str(sum(counts.get(RIGHT, 0) for counts in marks.values())): 1}
        return marks

    def ask(self, spec: TriviaSpec) -> list[Part]:
        """Show the questions, and nothing of their answers."""
        asked = [question.choose() for question in spec.questions]
        return [*self.describe(spec), Questions(questions=asked, pace=spec.pace, look="quiz")]

    def reveals(
        self, spec: TriviaSpec, reveal: Reveal, slot: Slot, sheet: Sheet[TriviaBallot], *, closed: bool
    ) -> bool:
        """Show how others answered to those who have answered, and to nobody else even after closing."""
        answered = spec.asked.keys() <= sheet.keys() if slot == SCORE else slot in sheet
        return answered and rules.revealed(reveal, cast=True, closed=closed)

    def result(
        self, spec: TriviaSpec, tally: Tally, sheet: Sheet[TriviaBallot], study: object = None
    ) -> list[Part]:
        """Show the reader's own verdicts at once, how others answered where that is shown, and the score."""
        parts: list[Part] = []
        for slot, question in spec.asked.items():
            if slot in sheet:
                parts.append(judge(question, sheet[slot]))
                parts.extend([draw_bars(question, tally[slot])] if slot in tally else [])
        own = self.marks(spec, sheet).get(SCORE)
        return [*parts, tell_score(spec, int(next(iter(own))), tally.get(SCORE))] if own else parts

    def endings(self, spec: TriviaSpec) -> Mapping[str, Ending]:
        """Give the score bands."""
        return {
            band.id: Ending(title=band.title, text=band.text, picture=questions.show(band.picture))
            for band in spec.bands
        }

    def passage(self, spec: TriviaSpec, tally: Tally) -> Passage:
        """Tell how many answered each question, how many rightly, and how many came to the end."""
        counts = {slot: tally.get(slot, {}) for slot in spec.asked}
        steps = [
            Step(
                label=question.prompt,
                answered=sum(counts[slot].get(key, 0) for key in (RIGHT, WRONG, GAVE_UP)),
                right=counts[slot].get(RIGHT, 0),
            )
            for slot, question in spec.asked.items()
        ]
        return Passage(steps=steps, completed=self.total(spec, tally))

    def tables(self, spec: TriviaSpec, tally: Tally, turnout: int, study: Any = None) -> list[Table]:
        """Give the scores of those who came to the end, and the answers to each question."""
        scores = findings.tabulate({SCORE: spec.counted[SCORE]}, tally, {SCORE: "Scores"})
        ended = [msgspec.structs.replace(each, of="those who came to the end") for each in scores]
        asked = [
            msgspec.structs.replace(
                findings.tabulate_bars(
                    draw_bars(question, tally.get(slot, {})),
                    of="those who answered",
                    right=question.right_option or RIGHT,
                ),
                label=question.prompt,
            )
            for slot, question in spec.asked.items()
        ]
        return [*ended, *asked]

    def total(self, spec: TriviaSpec, tally: Tally) -> int:
        """Give the readers who came to the end."""
        return sum(tally.get(SCORE, {}).values())

    def secrets(self, spec: TriviaSpec) -> list[str]:
        """Name the key, the spellings that are accepted, the explanations and the evidence."""
        named = [secret for question in spec.questions for secret in question.secrets]
        return [secret for secret in named if secret]


def judge(question: AnyQuestion, ballot: TriviaBallot) -> Verdict:
    """Tell whether an answer is right by today's key, and why."""
    return Verdict(
        slot=question.id,
        right=RIGHT in question.marks(ballot),
        answer=question.solution,
        option=question.right_option,
        chosen=question.words_of(ballot),
        explanation=question.explanation,
        evidence=question.evidence.text if question.evidence else "",
    )


def draw_bars(question: AnyQuestion, counts: Mapping[str, int]) -> Bars:
    """Show how readers answered."""
    each = [counts.get(key, 0) for key in question.shown_keys]
    return Bars(slot=question.id, bars=question.bars(each, rules.percentages(each)), total=sum(each))


def tell_score(spec: TriviaSpec, score: int, counts: Mapping[str, int] | None) -> Score:
    """Tell a score, its band and, where the counts are shown, how it compares."""
    band = spec.band_of(score)
    return Score(
        score=score,
        of=len(spec.questions),
        ending=band.id if band else "",
        title=band.title if band else "",
        text=band.text if band else "",
        picture=questions.show(band.picture) if band else None,
        percentile=find_percentile(score, counts) if counts is not None else None,
        readers=sum(counts.values()) if counts is not None else None,
    )


def find_percentile(score: int, counts: Mapping[str, int]) -> int | None:
    """Give the percentage of the other readers who ended with a lower score, or None if there are no others.

    `counts` holds every reader's score, this one's included unless it is set aside. Who has the same score is
    not beaten: a reader who shares the top score with everybody else is better than 0 %. The percentage is
    rounded down, so that nobody is told to be better than 100 % while somebody else was as good.
    """
    own = 1 if counts.get(str(score)) else 0
    others = sum(counts.values()) - own
    if others < 1:
        return None
    return 100 * sum(n for each, n in counts.items() if int(each) < score) // others
