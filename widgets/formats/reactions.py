"""Reactions: how readers feel about a page, and the badge it earns for that."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct

from widgets import rules
from widgets.errors import Malformed
from widgets.format import Format, Sample
from widgets.hints import Hint
from widgets.model import Ballot, Sheet, Slot, Spec, Tally
from widgets.parts import Badge, Bar, Bars, Choose, Option, Part

MOST_KINDS = 12
BADGE_COUNT = 3
"""How many readers must share a reaction before it becomes a badge."""
SECOND_BADGE_PERCENT = 30
"""The second badge has more than this share of the first one's count."""
UNFIT_FOR_SOLEMN = frozenset({"cute", "fun"})
"""What is not offered under an article about a death or a disaster."""


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reaction; `icon` is an emoji, `label` its name."""

    id: str
    label: str
    icon: str = ""


KINDS = (
    Kind(id="cute", label="Cute", icon="🥰"),
    Kind(id="fun", label="Fun", icon="😂"),
    Kind(id="hate", label="Hate", icon="😡"),
    Kind(id="confused", label="Confused", icon="🤔"),
    Kind(id="fail", label="Fail", icon="🤦"),
    Kind(id="geeky", label="Geeky", icon="🤓"),
    Kind(id="love", label="Love", icon="😍"),
)


class ReactionsSpec(Spec, frozen=True, kw_only=True, dict=True):
    """The kinds in the order in which they are shown, and how many of them one reader may give.

    The tone `solemn` takes away what is unfit for sad news.
    """

    kinds: tuple[Kind, ...] = KINDS
    most: int = 3
    tone: Literal["classic", "solemn"] = "classic"

    @cached_property
    def offered(self) -> dict[str, Kind]:
        """The kinds that the tone leaves, by id."""
        unfit = UNFIT_FOR_SOLEMN if self.tone == "solemn" else frozenset()
        return {kind.id: kind for kind in self.kinds if kind.id not in unfit}

    @cached_property
    def slots(self) -> dict[Slot, list[str]]:
        """The one slot and its keys."""
        return {"": list(self.offered)}


class ReactionsBallot(Ballot, frozen=True, kw_only=True):
    """The ids of the reactions that a reader gives."""

    reactions: tuple[str, ...]


class Reactions(Format[ReactionsSpec, ReactionsBallot]):
    """A row of feelings of which a reader may give a few."""

    name = "reactions"
    spec_type = ReactionsSpec
    ballot_type = ReactionsBallot
    page_spec = ReactionsSpec()
    hints = {
        "ReactionsSpec.kinds": Hint(label="Reactions", begins=2),
        "ReactionsSpec.most": Hint(label="At most", help="How many of them one reader may give."),
        "ReactionsSpec.tone": Hint(label="Tone", help="Solemn takes away what is unfit for sad news."),
        "Kind.icon": Hint(label="Emoji"),
        "Kind.label": Hint(label="Name"),
    }
    samples = (
        Sample(
            name="The seven",
            spec=ReactionsSpec(),
            ballots=[
                ("", ReactionsBallot(reactions=("love",))),
                ("", ReactionsBallot(reactions=("geeky", "cute", "fun"))),
            ],
            refused=[
                ("", ReactionsBallot(reactions=())),
                ("", ReactionsBallot(reactions=("bored",))),
                ("", ReactionsBallot(reactions=("love", "love"))),
                ("", ReactionsBallot(reactions=("love", "cute", "fun", "hate"))),
            ],
        ),
        Sample(
            name="Under sad news",
            spec=ReactionsSpec(tone="solemn", most=1),
            ballots=[("", ReactionsBallot(reactions=("confused",)))],
            refused=[
                ("", ReactionsBallot(reactions=("fun",))),
                ("", ReactionsBallot(reactions=("love", "hate"))),
            ],
        ),
    )

    def check_spec(self, spec: ReactionsSpec) -> None:
        """Refuse kinds that are too few, too many or unnamed, and a `most` that no reader could use."""
        super().check_spec(spec)
        if not 1 <= len(spec.offered) <= len(spec.kinds) <= MOST_KINDS:
            raise Malformed(
                "bad_number_of_kinds",
                f"Offer 1 to {MOST_KINDS} kinds of reactions, at least one of which suits the tone.",
            )
        rules.check_ids((kind.id for kind in spec.kinds), "reaction")
        for kind in spec.kinds:
            rules.check_text(kind.label, f"label of the reaction {kind.id!r}", most=40)
            rules.check_text(kind.icon, f"icon of the reaction {kind.id!r}", least=0, most=16)
        if not 1 <= spec.most <= MOST_KINDS:
            raise Malformed(
                "bad_most", f"Set `most`, how many reactions a reader may give, to 1 to {MOST_KINDS}."
            )

    def slots(self, spec: ReactionsSpec) -> Mapping[Slot, list[str]]:
        """Give the one slot, which counts each kind."""
        return spec.slots

    def check(self, spec: ReactionsSpec, slot: Slot, ballot: ReactionsBallot) -> None:
        """Refuse unknown reactions, repeated ones, more than the spec allows, and none at all."""
        if not ballot.reactions:
            raise Malformed("empty_ballot", "No reaction was named; name one, or withdraw the ballot.")
        most = min(spec.most, len(spec.offered))
        rules.check_chosen(ballot.reactions, spec.offered, least=1, most=most)

    def marks(self, spec: ReactionsSpec, sheet: Sheet[ReactionsBallot]) -> Tally:
        """Count each reaction that is still offered once."""
        ballot = sheet.get("")
        if ballot is None:
            return {}
        offered = spec.offered
        counts = {kind: 1 for kind in ballot.reactions if kind in offered}
        return {"": counts} if counts else {}

    def ask(self, spec: ReactionsSpec) -> list[Part]:
        """Show a button for each kind."""
        options = [
            Option(id=kind.id, value=kind.id, label=kind.label, icon=kind.icon, key=kind.id)
            for kind in spec.offered.values()
        ]
        most = min(spec.most, len(options))
        choose = Choose(
            slot="",
            form="many",
            look="buttons",
            field="reactions",
            options=options,
            most=most,
            instant=True,
            undo=True,
        )
        return [*self.describe(spec), choose]

    def result(
        self, spec: ReactionsSpec, tally: Tally, sheet: Sheet[ReactionsBallot], study: object = None
    ) -> list[Part]:
        """Show each kind's share of all reactions."""
        return [Bars(slot="", bars=_bars(spec, tally), total=self.total(spec, tally))] if "" in tally else []

    def badges(self, spec: ReactionsSpec, tally: Tally) -> list[Badge]:
        """Give the reaction that most readers share, and the next if it comes near; the earlier on ties."""
        best = sorted(_bars(spec, tally), key=lambda bar: -bar.count)[:2]
        enough = SECOND_BADGE_PERCENT * best[0].count
        return [
            Badge(id=bar.id, label=bar.label, icon=bar.icon, percent=bar.percent)
            for bar in best
            if bar.count >= BADGE_COUNT and (bar is best[0] or 100 * bar.count > enough)
        ]

    def total(self, spec: ReactionsSpec, tally: Tally) -> int:
        """Give the number of reactions, of which one reader may have given several."""
        counts = tally.get("", {})
        return sum(counts.get(kind, 0) for kind in spec.offered)


def _bars(spec: ReactionsSpec, tally: Tally) -> list[Bar]:
    counts = [tally.get("", {}).get(kind, 0) for kind in spec.offered]
    return [
        Bar(id=kind.id, label=kind.label, icon=kind.icon, count=count, percent=percent)
        for kind, count, percent in zip(spec.offered.values(), counts, rules.percentages(counts), strict=True)
    ]
