"""Ranked list: readers vote items up and down, and the difference makes the order."""

from widgets.format import Sample
from widgets.items import ItemsFormat, ListItem, ListSpec, Vote
from widgets.model import Tally


class RankedSpec(ListSpec, frozen=True, kw_only=True, dict=True):
    """The items, in the order in which they stand as long as nobody has voted."""


class RankedList(ItemsFormat[RankedSpec, Vote]):
    """Items in the order that readers give them, by votes up and down."""

    name = "ranked_list"
    ranked = True
    spec_type = RankedSpec
    ballot_type = Vote
    samples = (
        Sample(
            name="By votes",
            spec=RankedSpec(
                title="Which of these would you take to a desert island?",
                items=(
                    ListItem(id="knife", title="A pocket knife"),
                    ListItem(id="rope", title="Twenty metres of rope"),
                    ListItem(id="radio", title="A radio", text="It receives, and does not send."),
                    ListItem(id="seeds", title="A bag of seeds"),
                    ListItem(id="book", title="One very long book"),
                ),
            ),
            ballots=[("rope", Vote(vote=1)), ("radio", Vote(vote=-1))],
            refused=[("rope", Vote(vote=2)), ("rope", Vote(vote=0))],
        ),
    )

    def votes(self, spec: RankedSpec) -> tuple[int, ...]:
        """Take votes up and down."""
        return (1, -1)

    def rank(self, spec: RankedSpec, tally: Tally) -> list[str]:
        """Order items by votes up less votes down, older ones first on ties."""
        scores = [net(tally.get(item.id, {})) for item in spec.items]
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
        return [spec.items[at].id for at in order]


def net(counts: dict[str, int]) -> int:
    """Give votes up less votes down."""
    return counts.get("up", 0) - counts.get("down", 0)
