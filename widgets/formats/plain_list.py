"""List and countdown: items in their author's order, numbered up or down."""

from collections.abc import Sequence

from widgets.format import Sample
from widgets.items import ItemsFormat, ListItem, ListSpec, Vote


class PlainSpec(ListSpec, frozen=True, kw_only=True, dict=True):
    """The items in their order, and whether readers may vote for them."""

    votes: bool = False


class PlainList(ItemsFormat[PlainSpec, Vote]):
    """Items in their author's order, numbered from one on."""

    name = "list"
    spec_type = PlainSpec
    ballot_type = Vote
    samples: Sequence[Sample[PlainSpec, Vote]] = (
        Sample(
            name="Two at a time",
            spec=PlainSpec(
                title="Five things to check before a long bicycle ride",
                description="None of them takes longer than a minute.",
                page_size=2,
                items=(
                    ListItem(
                        id="air", title="Air", text="Press the tyre with your thumb: it should not give."
                    ),
                    ListItem(
                        id="brakes",
                        title="Brakes",
                        text="Push the bicycle and pull one lever, then the other.",
                    ),
                    ListItem(
                        id="chain", title="Chain", text="A drop of oil on each link, and wipe off the rest."
                    ),
                    ListItem(
                        id="lights", title="Lights", text="Both, also in summer: tunnels are dark all year."
                    ),
                    ListItem(
                        id="water",
                        title="Water",
                        text="One bottle for each hour.",
                        credit="From the sports desk",
                    ),
                ),
            ),
            refused=[],
        ),
        Sample(
            name="With votes",
            spec=PlainSpec(
                title="Three ways to say yes to winter",
                votes=True,
                items=(
                    ListItem(id="soup", title="Cook a soup that takes all day"),
                    ListItem(id="lake", title="Walk once around the lake"),
                    ListItem(id="stars", title="Look at the stars before dinner"),
                ),
            ),
            ballots=[("soup", Vote(vote=1)), ("lake", Vote(vote=1))],
            refused=[("soup", Vote(vote=-1))],
        ),
    )

    def votes(self, spec: PlainSpec) -> tuple[int, ...]:
        """Take votes up, where there are votes."""
        return (1,) if spec.votes else ()


class Countdown(PlainList):
    """Items in their author's order, numbered down to one."""

    name = "countdown"
    samples = (
        Sample(
            name="Down to one",
            spec=PlainSpec(
                title="The four quietest places in any city",
                votes=True,
                items=(
                    ListItem(id="roof", title="A roof, early"),
                    ListItem(id="museum", title="The last room of the museum"),
                    ListItem(id="park", title="The park in the rain"),
                    ListItem(
                        id="library", title="The reading room", text="Between two and three in the afternoon."
                    ),
                ),
            ),
            ballots=[("park", Vote(vote=1))],
            refused=[("park", Vote(vote=-1))],
        ),
    )

    def number(self, spec: PlainSpec, at: int) -> int:
        """Give the number of the item at a place: the last one is number one."""
        return len(spec.items) - at
