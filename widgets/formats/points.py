"""Points: the up and down counter of a page."""

from collections.abc import Mapping

from widgets.errors import Malformed
from widgets.format import Format, Sample
from widgets.model import Ballot, Sheet, Slot, Spec, Tally
from widgets.parts import Choose, Number, Option, Part


class PointsSpec(Spec, frozen=True, kw_only=True):
    """Whether readers may vote down as well as up."""

    down: bool = True


class PointsBallot(Ballot, frozen=True, kw_only=True):
    """One vote: 1 for up, -1 for down."""

    vote: int


UP = Option(id="up", value=1, icon="▲", key="up")
DOWN = Option(id="down", value=-1, icon="▼", key="down")


class Points(Format[PointsSpec, PointsBallot]):
    """Up and down votes of which the difference is shown."""

    name = "points"
    spec_type = PointsSpec
    ballot_type = PointsBallot
    page_spec = PointsSpec()
    samples = (
        Sample(
            name="Up and down",
            spec=PointsSpec(),
            ballots=[("", PointsBallot(vote=1)), ("", PointsBallot(vote=-1))],
            refused=[("", PointsBallot(vote=2)), ("", PointsBallot(vote=0))],
        ),
        Sample(
            name="Up only",
            spec=PointsSpec(down=False),
            ballots=[("", PointsBallot(vote=1))],
            refused=[("", PointsBallot(vote=-1))],
        ),
    )

    def slots(self, spec: PointsSpec) -> Mapping[Slot, list[str]]:
        """Give the one slot and its keys."""
        return {"": ["up", "down"] if spec.down else ["up"]}

    def check(self, spec: PointsSpec, slot: Slot, ballot: PointsBallot) -> None:
        """Refuse any vote but 1 and, where the spec allows it, -1."""
        if ballot.vote not in ((1, -1) if spec.down else (1,)):
            raise Malformed("bad_vote", f"A vote here is {'1 or -1' if spec.down else '1'} and nothing else.")

    def marks(self, spec: PointsSpec, sheet: Sheet[PointsBallot]) -> Tally:
        """Count the vote under `up` or `down`."""
        ballot = sheet.get("")
        if ballot is None or (ballot.vote < 0 and not spec.down):
            return {}
        return {"": {"up" if ballot.vote > 0 else "down": 1}}

    def ask(self, spec: PointsSpec) -> list[Part]:
        """Show the arrows."""
        options = [UP, DOWN] if spec.down else [UP]
        choose = Choose(
            slot="", form="one", look="arrows", field="vote", options=options, instant=True, undo=True
        )
        return [*self.describe(spec), choose]

    def result(
        self, spec: PointsSpec, tally: Tally, sheet: Sheet[PointsBallot], study: object = None
    ) -> list[Part]:
        """Show the net number of points."""
        return [Number(value=self.total(spec, tally), unit="points")] if "" in tally else []

    def total(self, spec: PointsSpec, tally: Tally) -> int:
        """Give ups less downs."""
        counts = tally.get("", {})
        return counts.get("up", 0) - counts.get("down", 0)
