"""Open list: readers vote items up, and send in items of their own, which moderators let in."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import sqrt

import msgspec
from msgspec import Struct

from widgets.errors import Conflicting, Malformed
from widgets.format import Sample
from widgets.items import ItemsFormat, ListItem, ListSpec, Vote, check_item, recognise_item
from widgets.model import Approved, Likeness, Picture, Sheet, Slot, Tally
from widgets.parts import Part
from widgets.passages import Field, Submit

SEEN = "seen"
"""The slot of a sheet, and the key of tallies, for which items there were at a reader's last ballot."""

Z = 1.96
"""How many standard deviations a confidence of 95 % is wide to each side."""


class Suggestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An item that a reader sends in."""

    title: str
    text: str = ""
    picture: Picture | None = None
    link: str = ""
    credit: str = ""


class Numbered(Struct, frozen=True, kw_only=True):
    """An item that was let in, with its approval number."""

    number: int
    item: ListItem


class OpenSpec(ListSpec, frozen=True, kw_only=True, dict=True):
    """The items to begin with, and whether readers may send in more, and vote.

    `approved` is what they have sent in; moderators do not write it.
    """

    items: tuple[ListItem, ...] = ()
    submissions: bool = True
    voting: bool = True
    pictures: bool = True
    approved: tuple[Numbered, ...] = ()

    @cached_property
    def listed(self) -> tuple[ListItem, ...]:
        """All items, the older ones first."""
        return (*self.items, *(each.item for each in self.approved))

    @property
    def last(self) -> int:
        """The highest approval number."""
        return self.approved[-1].number if self.approved else 0


class OpenVote(Vote, frozen=True, kw_only=True):
    """A vote: 1 for up. `number` is not cast: a sheet's own note of the last item there was."""

    number: int = 0


class OpenList(ItemsFormat[OpenSpec, OpenVote]):
    """Readers vote items up and send in their own, which stand in line with the others once let in."""

    name = "open_list"
    ranked = True
    spec_type = OpenSpec
    ballot_type = OpenVote
    submission_type = Suggestion
    least_items = 0
    samples = (
        Sample(
            name="Readers add to it",
            spec=OpenSpec(
                title="Where do you buy bread?",
                description="Vote for as many as you like, and send in what is missing.",
                items=(
                    ListItem(id="mill", title="The mill by the river", text="Rye, baked on Fridays."),
                    ListItem(id="market", title="The covered market", credit="Suggested by the editors"),
                    ListItem(id="corner", title="The shop on the corner"),
                ),
            ),
            ballots=[("mill", OpenVote(vote=1)), ("corner", OpenVote(vote=1))],
            refused=[("mill", OpenVote(vote=-1)), ("mill", OpenVote(vote=1, number=3))],
        ),
    )

    def check_spec(self, spec: OpenSpec) -> None:
        """Refuse what no list may be, a list that nobody can add to or see, and what only readers add."""
        super().check_spec(spec)
        if spec.approved:
            raise Malformed("approved_given", "What readers have sent in is approved, and not written.")
        if not spec.items and not spec.submissions:
            raise Malformed("no_items", "A list that takes no submissions needs an item to begin with.")

    def votes(self, spec: OpenSpec) -> tuple[int, ...]:
        """Take votes up."""
        return (1,)

    def closed(self, spec: OpenSpec) -> bool:
        """Tell whether voting is switched off."""
        return not spec.voting

    def counted(self, spec: OpenSpec) -> Mapping[Slot, list[str]]:
        """Give the items' slots, and where it is counted who saw which of them."""
        return {"": [SEEN]} | {item.id: ["up", SEEN] for item in spec.listed}

    def openings(self, spec: OpenSpec) -> Mapping[Slot, list[str]]:
        """Take imported votes, and nothing about who saw what."""
        return self.slots(spec)

    def check(self, spec: OpenSpec, slot: Slot, ballot: OpenVote) -> None:
        """Refuse any vote but 1, and a note that only a sheet makes."""
        super().check(spec, slot, ballot)
        if ballot.number:
            raise Malformed("bad_vote", "A vote here is 1 and nothing else.")

    def cast(
        self, spec: OpenSpec, sheet: Sheet[OpenVote], slot: Slot, ballot: OpenVote | None
    ) -> Sheet[OpenVote]:
        """Change a vote, and note which items there are to choose from. Raises Conflicting when closed."""
        if not spec.voting:
            raise Conflicting("closed", "Voting here has closed; the counts stand.")
        votes = {
            other: vote for other, vote in super().cast(spec, sheet, slot, ballot).items() if other != SEEN
        }
        return votes | {SEEN: OpenVote(vote=0, number=spec.last)} if votes else {}

    def marks(self, spec: OpenSpec, sheet: Sheet[OpenVote]) -> Tally:
        """Count votes, and in the slot of the last item that there was that its reader saw it.

        Where that item is gone, the one before it has been seen last.
        """
        marks = super().marks(spec, sheet)
        if SEEN in sheet:
            slot = self.last_seen(spec, sheet[SEEN].number)
            marks[slot] = marks.get(slot, {}) | {SEEN: 1}
        return marks

    def last_seen(self, spec: OpenSpec, number: int) -> Slot:
        """Give the slot of the last item let in up to a number; the empty one for the author's own."""
        return next((each.item.id for each in reversed(spec.approved) if each.number <= number), "")

    def rank(self, spec: OpenSpec, tally: Tally) -> list[str]:
        """Order items by the lower bound of their votes among those who could have seen them."""
        chances = self.chances(spec, tally)
        bounds = [lower_bound(tally.get(item.id, {}).get("up", 0), chances[item.id]) for item in spec.listed]
        order = sorted(range(len(bounds)), key=lambda at: (-bounds[at], at))
        return [spec.listed[at].id for at in order]

    def chances(self, spec: OpenSpec, tally: Tally) -> dict[str, int]:
        """Tell of each item how many readers with a ballot could have seen it: from its own number up."""
        later = [tally.get(each.item.id, {}).get(SEEN, 0) for each in reversed(spec.approved)]
        sums = list(accumulate(later))
        everyone = sums[-1] if sums else 0
        everyone += tally.get("", {}).get(SEEN, 0)
        approved = {each.item.id: n for each, n in zip(reversed(spec.approved), sums, strict=True)}
        return dict.fromkeys((item.id for item in spec.items), everyone) | approved

    def ask(self, spec: OpenSpec) -> list[Part]:
        """Show the items, and the form for one's own."""
        fields = [
            Field(name="title", kind="line", most=200, required=True),
            Field(name="text", kind="text", most=1000),
            *([Field(name="picture", kind="picture")] if spec.pictures else []),
            Field(name="link", kind="link", most=2000),
            Field(name="credit", kind="line", most=200),
        ]
        return [*super().ask(spec), Submit(fields=fields, closed=not spec.submissions)]

    def takes_submissions(self, spec: OpenSpec) -> bool:
        """Tell whether readers may send items in now."""
        return spec.submissions

    def check_submission(self, spec: OpenSpec, submission: Suggestion) -> None:
        """Refuse what could not stand in the list."""
        check_item(item_of("s", submission), alone=True)
        if submission.picture and not spec.pictures:
            raise Malformed("no_pictures", "This list takes no pictures; send in words or an address.")

    def extend(self, spec: OpenSpec, approved: Sequence[Approved]) -> OpenSpec:
        """Give the list with what was let in."""
        let_in = tuple(
            Numbered(
                number=each.number,
                item=item_of(each.id, msgspec.json.decode(each.body, type=Suggestion)),
            )
            for each in approved
        )
        return msgspec.structs.replace(spec, approved=let_in)

    def recognise(self, submission: Suggestion) -> Likeness:
        """Tell a suggestion's title and what it shows."""
        return recognise_item(item_of("s", submission))

    def offered(self, spec: OpenSpec) -> Mapping[str, Likeness]:
        """Tell the same of all items."""
        return {item.id: recognise_item(item) for item in spec.listed}


def item_of(id: str, suggestion: Suggestion) -> ListItem:
    """Make an item of a suggestion."""
    return ListItem(id=id, **{name: getattr(suggestion, name) for name in Suggestion.__struct_fields__})


def lower_bound(up: int, chances: int) -> float:
    """Give the lower bound of the share of votes among chances, at a confidence of 95 %.

    The Wilson score interval (E. B. Wilson, Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 1927): little is believed of few.
    """
    if up == 0:
        # Exactly, where the arithmetic below is a little off.
        return 0.0
    n = max(chances, up)
    share = up / n
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * n)) / n)
    return (share + Z * Z / (2 * n) - spread) / (1 + Z * Z / n)
