"""The contract of a format: two pure functions, *cast* and *marks*, and what is shown. Hooks have defaults.

A format never learns what a store is. Everything here is pure: no clock, no randomness, no I/O.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Struct

from widgets import findings, rules
from widgets.errors import Malformed
from widgets.findings import Passage, Table
from widgets.hints import Hint
from widgets.model import Approved, Ballot, Likeness, Policy, Reveal, Sheet, Slot, Spec, Tally, Tone
from widgets.parts import Badge, Ending, Part, Text

S = TypeVar("S", bound=Spec)
B = TypeVar("B", bound=Ballot)


class Sample(Struct, Generic[S, B], frozen=True, kw_only=True):
    """A spec with ballots that it takes, as (slot, ballot): feeds docs, gallery and tests alike."""

    name: str
    spec: S
    ballots: list[tuple[Slot, B]] = []
    refused: list[tuple[Slot, B]] = []
    alike: list[S] = []
    """Specs that differ from `spec` in its secrets alone: before an answer nobody can tell them apart."""


class Format(ABC, Generic[S, B]):
    """One kind of widget. `S` is what moderators write, `B` what readers cast."""

    name: ClassVar[str]
    """The format's name in specs, URLs and tables."""

    spec_type: type[S]
    ballot_type: type[B]
    samples: Sequence[Sample[S, B]]

    hints: Mapping[str, Hint] = {}
    """What the studio's form says of the spec's fields, by struct and field: `PollOption.alt`."""

    schema: ClassVar[str] = "WebPage"
    """What schema.org calls such a widget."""

    page_spec: S | None = None
    """The spec every page has without anyone creating a widget, or None for formats made by moderators."""

    page_reveal: Reveal = Reveal.ALWAYS
    """The reveal of a page's own widget."""

    heeds_tone: bool = False
    """Whether a page's own widget of this format is another on a page with a tone of its own."""

    def tone(self, spec: S) -> Tone:
        """Tell what tone a spec has."""
        return "classic"

    def suit(self, spec: S, tone: Tone) -> S:
        """Give the spec as it is on a page of this tone. It counts every sheet as it did before."""
        return spec

    def check_spec(self, spec: S) -> None:
        """Refuse a spec that makes no sense, with a sentence for the moderator. Raises Malformed.

        Formats with a spec of their own extend this.
        """
        rules.check_text(spec.title, "title", least=0, most=200)
        rules.check_text(spec.description, "description", least=0, most=2000)

    def check_reveal(self, spec: S, reveal: Reveal) -> None:
        """Refuse a reveal that does not go with the spec, with a sentence. Raises Malformed."""
        return

    @abstractmethod
    def slots(self, spec: S) -> Mapping[Slot, Iterable[str]]:
        """Give every slot a ballot may be cast for, each with the tally keys it can count.

        On the hot path: a spec that has to work this out keeps it (`dict=True` and a cached property).
        """

    def counted(self, spec: S) -> Mapping[Slot, Iterable[str]]:
        """Give every slot of a tally with its keys: those of `slots`, and those that nobody casts into.

        Such are the shares counted before a site came here, or the scores of those who finished a quiz.
        """
        return self.slots(spec)

    def openings(self, spec: S) -> Mapping[Slot, Iterable[str]]:
        """Give the slots and keys that an imported opening balance may name."""
        return self.counted(spec)

    def vouched(self, spec: S) -> Mapping[Slot, str]:
        """Give the slots whose ballots count only where a signed link vouches for them, and for what it must.

        Pages are told a mark for each of these words, and put it into the links that readers pass on.
        """
        return {}

    def policy(self, spec: S, slot: Slot) -> Policy:
        """Tell whether ballots in this slot may be changed."""
        return Policy.CHANGEABLE

    @abstractmethod
    def check(self, spec: S, slot: Slot, ballot: B) -> None:
        """Refuse a ballot that the spec does not allow, whatever the sheet. Raises Malformed.

        `slot` is one of `slots(spec)`.
        """

    def cast(self, spec: S, sheet: Sheet[B], slot: Slot, ballot: B | None) -> Sheet[B]:
        """Turn a sheet and a checked ballot (None withdraws) into the next sheet. Raises Conflicting."""
        policy = Policy.ONCE if self.is_final(spec, sheet) else self.policy(spec, slot)
        return rules.change(sheet, slot, ballot, policy)

    def is_final(self, spec: S, sheet: Sheet[B]) -> bool:
        """Tell whether a sheet has come to its end, after which nothing that it says may be changed."""
        return False

    @abstractmethod
    def marks(self, spec: S, sheet: Sheet[B]) -> Tally:
        """Turn a sheet into numbers. An empty sheet has no marks.

        The sheet may hold ballots of an older revision: what the spec no longer offers marks nothing.
        """

    @abstractmethod
    def ask(self, spec: S) -> list[Part]:
        """Show what is offered to a reader who has cast nothing. Contains no secret of the spec."""

    def describe(self, spec: S) -> list[Part]:
        """Show the words that stand before what is offered."""
        return [Text(text=spec.description)] if spec.description else []

    def reveals(self, spec: S, reveal: Reveal, slot: Slot, sheet: Sheet[B], *, closed: bool) -> bool:
        """Tell whether the reader of this sheet may see a slot's tally."""
        return rules.revealed(reveal, cast=slot in sheet, closed=closed)

    def visible(self, spec: S, reveal: Reveal, tally: Tally, sheet: Sheet[B], *, closed: bool) -> Tally:
        """Give what the reader of this sheet may see of a tally, for `result`.

        Hidden slots are left out; visible ones are there even if nothing was counted in them.
        """
        return {
            slot: tally.get(slot, {})
            for slot in self.counted(spec)
            if self.reveals(spec, reveal, slot, sheet, closed=closed)
        }

    def result(self, spec: S, tally: Tally, sheet: Sheet[B], study: Any = None) -> list[Part]:
        """Show what was counted. `tally` is what `visible` gives: a slot that is not in it is not shown.

        `study` is what `study` made of the sheets some time ago, or None.
        """
        return []

    def passage(self, spec: S, tally: Tally) -> Passage | None:
        """Tell moderators how readers went through several questions; None for fewer than two."""
        return None

    def tables(self, spec: S, tally: Tally, turnout: int, study: Any = None) -> list[Table]:
        """Give moderators everything that was counted, in the order in which it is asked, zeros included.

        `study` is what `study` made of the sheets some time ago, or None.
        """
        counted = {slot: list(keys) for slot, keys in self.counted(spec).items()}
        return findings.tabulate(counted, tally, dict(findings.name_all(msgspec.to_builtins(spec))))

    def about(self, spec: S, slot: Slot) -> list[Part] | None:
        """Give the parts that concern one slot alone, or None where they concern the whole widget.

        Where everybody sees the counts anyway, a ballot in such a slot is answered with these and with the
        slot's tally: for widgets of which the whole is large.
        """
        return None

    def study(self, spec: S, sheets: Iterable[Sheet[B]], version: int) -> Any:
        """Compute what only all sheets together can tell, as JSON, or None. Never on the hot path.

        `sheets` are those not set aside, read one by one and only once; a spec that has nothing to study
        reads none of them. `version` is the tally's that they belong to.
        """
        return None

    studies: bool = False
    """Whether `study` has something to tell for widgets of this format."""

    def endings(self, spec: S) -> Mapping[str, Ending]:
        """Give what the widget may come to, by the id under which it is shared. None of it is a secret."""
        return {}

    def badges(self, spec: S, tally: Tally) -> list[Badge]:
        """Give the badges a page wears for this tally."""
        return []

    def total(self, spec: S, tally: Tally) -> int:
        """Give the one number a teaser shows for this tally."""
        return 0

    def sums(self, spec: S, tally: Tally) -> Mapping[str, int]:
        """Give moderators what a tally comes to, by the names of the numbers; all of them, zeros included."""
        return {self.name: self.total(spec, tally)}

    def secrets(self, spec: S) -> list[str]:
        """Name the texts of the spec that must not reach a browser before their time.

        A secret that is a choice among what is offered is named as the spec's JSON writes it; that nothing
        else gives it away is what a sample's `alike` is for.
        """
        return []

    def nested(self, spec: S) -> Sequence[str]:
        """Name the widgets that this one shows within itself. They are of the same site, and nest none."""
        return ()

    submission_type: type[Struct] | None = None
    """What readers may send in, or None where they may send nothing. Its JSON is kept as it was sent."""

    def takes_submissions(self, spec: S) -> bool:
        """Tell whether anything may be sent in now."""
        return False

    def check_submission(self, spec: S, submission: Any) -> None:
        """Refuse a submission that the spec does not allow. Raises Malformed."""

    def extend(self, spec: S, approved: Sequence[Approved]) -> S:
        """Give the spec together with what readers have sent in and moderators have approved."""
        return spec

    def recognise(self, submission: Any) -> Likeness:
        """Tell what a submission is recognised by when another one is much like it."""
        return Likeness(title="")

    def offered(self, spec: S) -> Mapping[str, Likeness]:
        """Tell of everything that is offered already, by id, what it is recognised by."""
        return {}


class NoBallot(Ballot, frozen=True, kw_only=True):
    """What readers say to what is only looked at: nothing."""


class Spectacle(Format[S, NoBallot]):
    """A format that is looked at or listened to, and takes no ballots. What is left to say is `ask`."""

    ballot_type = NoBallot

    def slots(self, spec: S) -> Mapping[Slot, Iterable[str]]:
        """Give none."""
        return {}

    def check(self, spec: S, slot: Slot, ballot: NoBallot) -> None:
        """Refuse any ballot."""
        raise Malformed("no_ballots", "There is nothing to vote on here.")

    def marks(self, spec: S, sheet: Sheet[NoBallot]) -> Tally:
        """Count nothing."""
        return {}
