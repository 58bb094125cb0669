"""Polls: one question or several, whose answers are counted and shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from widgets import findings, rules
from widgets.errors import Malformed
from widgets.findings import Passage, Row, Step, Table
from widgets.format import Format
from widgets.formats.poll.choices import Multiple, Single
from widgets.formats.poll.hints import HINTS
from widgets.formats.poll.questions import TURNOUT, PollBallot, PollOption
from widgets.formats.poll.rankings import Ranked
from widgets.formats.poll.ratings import Rating
from widgets.formats.poll.runoff import Ranking, beats_all, count_rounds, find_winner
from widgets.formats.poll.samples import SAMPLES
from widgets.formats.poll.spec import AnyQuestion, PollSpec
from widgets.model import Sheet, Slot, Tally
from widgets.parts import Bars, Part, Questions
from widgets.passages import Runoff

__all__ = [
    "AnyQuestion",
    "Multiple",
    "Poll",
    "PollBallot",
    "PollOption",
    "PollSpec",
    "Ranked",
    "Rating",
    "Single",
]

MOST_QUESTIONS = 20


class Poll(Format[PollSpec, PollBallot]):
    """Questions of four kinds: choose one, choose several, rank, rate."""

    name = "poll"
    spec_type = PollSpec
    ballot_type = PollBallot
    samples = SAMPLES
    hints = HINTS
    studies = True

    def check_spec(self, spec: PollSpec) -> None:
        """Refuse too few or too many questions, missing ids, and whatever a question refuses."""
        super().check_spec(spec)
        if not 1 <= len(spec.questions) <= MOST_QUESTIONS:
            raise Malformed(
                "bad_number_of_questions",
                f"There are {len(spec.questions)} questions; a poll has 1 to {MOST_QUESTIONS}.",
            )
        if len(spec.questions) > 1 or spec.questions[0].id:
            rules.check_ids((question.id for question in spec.questions), "question")
        for question in spec.questions:
            question.check_question()

    def slots(self, spec: PollSpec) -> Mapping[Slot, list[str]]:
        """Give the empty slot for one question, and each question's id for several."""
        return spec.slots

    def openings(self, spec: PollSpec) -> Mapping[Slot, list[str]]:
        """Give the questions without a run-off, which is counted from ballots and nothing else."""
        return {slot: keys for slot, keys in spec.slots.items() if slot not in spec.ranked}

    def check(self, spec: PollSpec, slot: Slot, ballot: PollBallot) -> None:
        """Refuse an answer of another kind than the question's, and one that the question does not allow."""
        question = spec.asked[slot]
        for field in ballot.__struct_fields__:
            if (getattr(ballot, field) is not UNSET) is not (field == question.field):
                raise Malformed("wrong_field", f"This question is answered with `{question.field}` alone.")
        question.check(ballot)

    def marks(self, spec: PollSpec, sheet: Sheet[PollBallot]) -> Tally:
        """Count each answer under its question."""
        marks: Tally = {}
        for slot, ballot in sheet.items():
            question = spec.asked.get(slot)
            counts = question.marks(ballot) if question else None
            if counts:
                marks[slot] = counts
        return marks

    def ask(self, spec: PollSpec) -> list[Part]:
        """Show the question, or all of them."""
        choices = [question.choose(slot) for slot, question in spec.asked.items()]
        return [*self.describe(spec), choices[0] if len(choices) == 1 else Questions(questions=choices)]

    def result(self, spec: PollSpec, tally: Tally, sheet: Sheet[PollBallot], study: Any = None) -> list[Part]:
        """Show bars for each question that this reader may see, and the run-off where there was one."""
        runoffs = msgspec.convert(study or {}, dict[Slot, Runoff])
        parts: list[Part] = []
        for slot, question in spec.asked.items():
            if slot in tally:
                parts.append(question.bars(slot, tally[slot]))
                parts.extend(_label(runoffs[slot], question) if slot in runoffs else [])
        return parts

    def study(
        self, spec: PollSpec, sheets: Iterable[Sheet[PollBallot]], version: int
    ) -> dict[Slot, Any] | None:
        """Hold the run-offs: `{slot: Runoff}`. Each distinct ranking is kept once, with its number."""
        if not spec.ranked:
            return None
        ballots: dict[Slot, Counter[Ranking]] = {slot: Counter() for slot in spec.ranked}
        for sheet in sheets:
            for slot, question in spec.ranked.items():
                ranking = question.ranking(sheet[slot]) if slot in sheet else ()
                if ranking:
                    ballots[slot][ranking] += 1
        return {
            slot: msgspec.to_builtins(_hold(slot, question, ballots[slot], version))
            for slot, question in spec.ranked.items()
        }

    def passage(self, spec: PollSpec, tally: Tally) -> Passage | None:
        """Tell how many answered each of several questions."""
        if len(spec.asked) == 1:
            return None
        steps = [
            Step(label=question.prompt, answered=tally.get(slot, {}).get(TURNOUT, 0))
            for slot, question in spec.asked.items()
        ]
        return Passage(steps=steps)

    def tables(self, spec: PollSpec, tally: Tally, turnout: int, study: Any = None) -> list[Table]:
        """Give the answers to each question as parts of its answers, and the rounds of its run-off."""
        tables: list[Table] = []
        for part in self.result(spec, {slot: tally.get(slot, {}) for slot in spec.asked}, {}, study):
            if isinstance(part, Bars):
                what = "first choices" if part.slot in spec.ranked else "those who answered"
                tables.append(findings.tabulate_bars(part, of=what))
            elif isinstance(part, Runoff):
                tables.append(tabulate_rounds(part))
        return tables

    def total(self, spec: PollSpec, tally: Tally) -> int:
        """Give the readers who answered the question that most of them answered."""
        return max(tally.get(slot, {}).get(TURNOUT, 0) for slot in spec.asked)


def _hold(slot: Slot, question: Ranked, ballots: Mapping[Ranking, int], version: int) -> Runoff:
    options = list(question.offered)
    rounds = count_rounds(options, ballots)
    winner = find_winner(rounds)
    return Runoff(
        slot=slot,
        rounds=rounds,
        labels={option.id: option.text for option in question.options},
        version=version,
        winner=winner,
        beats_all=beats_all(options, ballots, winner) if winner else None,
    )


def tabulate_rounds(runoff: Runoff) -> Table:
    """Show moderators a run-off round by round, whoever is out with nothing left."""
    rows = [
        Row(label=label, counts=[each.counts.get(option, 0) for each in runoff.rounds])
        for option, label in runoff.labels.items()
    ]
    rows.append(Row(label="None of those left", counts=[each.exhausted for each in runoff.rounds]))
    columns = [f"Round {number}" for number in range(1, len(runoff.rounds) + 1)]
    won = f"{runoff.labels[runoff.winner]} wins." if runoff.winner else "Nobody wins."
    if runoff.beats_all is not None:
        won += " One to one it beats" + (" each of the others." if runoff.beats_all else " not all others.")
    return Table(label="Run-off", columns=columns, rows=rows, note=won)


def _label(runoff: Runoff, question: AnyQuestion) -> list[Runoff]:
    """Give the run-off with today's texts, or nothing if it was held among other options or nobody ranked."""
    if not isinstance(question, Ranked) or not runoff.rounds:
        return []
    if runoff.rounds[0].counts.keys() != question.offered.keys():
        return []
    return [msgspec.structs.replace(runoff, labels={option.id: option.text for option in question.options})]
