"""Reactions: how readers feel about a page, and the badge it earns for that."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from widgets import findings, rules
from widgets.errors import Conflicting, Malformed
from widgets.findings import Table
from widgets.format import Format, Sample
from widgets.hints import Hint
from widgets.model import Ballot, Sheet, Slot, Spec, Tally, Tone
from widgets.parts import Badge, Bar, Bars, Choose, Option, Part

MOST_KINDS = 12
"""Kinds that are offered at once."""
MOST_EVER = 40
"""Kinds with those that are no longer offered: what was counted stays, and so do its words."""
BADGE_COUNT = 3
"""How many readers must share a reaction before it becomes a badge."""
SECOND_BADGE_PERCENT = 30
"""The second badge has more than this share of the first one's count."""
UNFIT_FOR_SOLEMN = frozenset({"cute", "fun"})
"""What is not offered under an article about a death or a disaster."""


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One reaction; `icon` is an emoji, `label` its name. Nobody is offered a `retired` one any more."""

    id: str
    label: str
    icon: str = ""
    retired: bool = False


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

    The tone `solemn` offers nothing that is unfit for sad news. What is not offered, or no longer, counts on
    for the readers who gave it while it was.
    """

    kinds: tuple[Kind, ...] = KINDS
    most: int = 3
    tone: Tone = "classic"

    @cached_property
    def known(self) -> dict[str, Kind]:
        """All kinds by id, offered or not."""
        return {kind.id: kind for kind in self.kinds}

    @cached_property
    def offered(self) -> dict[str, Kind]:
        """The kinds that are not retired and that the tone leaves, by id."""
        unfit = UNFIT_FOR_SOLEMN if self.tone == "solemn" else frozenset()
        return {kind.id: kind for kind in self.kinds if not kind.retired and kind.id not in unfit}

    @cached_property
    def slots(self) -> dict[Slot, list[str]]:
        """The one slot and the keys that may be cast."""
        return {"": list(self.offered)}

    def counts(self, kind: str) -> bool:
        """Tell whether a sheet that says this kind counts for it."""
        return kind in self.known


class PageReactionsSpec(ReactionsSpec, frozen=True, kw_only=True, dict=True):
    """What the pages of a site have by themselves.

    It is the site's and has no revision: some processes may know of a new kind before others do. So what a
    sheet says counts whatever the spec says, and no kind is ever taken out of it: it is retired.
    """

    def counts(self, kind: str) -> bool:
        """Say yes."""
        return True


class ReactionsBallot(Ballot, frozen=True, kw_only=True):
    """The ids of the reactions that a reader gives."""

    reactions: tuple[str, ...]


class Reactions(Format[ReactionsSpec, ReactionsBallot]):
    """A row of feelings of which a reader may give a few."""

    name = "reactions"
    spec_type = ReactionsSpec
    ballot_type = ReactionsBallot
    page_spec = PageReactionsSpec()
    heeds_tone = True
    hints = {
        "ReactionsSpec.kinds": Hint(label="Reactions", begins=2),
        "ReactionsSpec.most": Hint(label="At most", help="How many of them one reader may give."),
        "ReactionsSpec.tone": Hint(label="Tone", help="Solemn takes away what is unfit for sad news."),
        "Kind.icon": Hint(label="Emoji"),
        "Kind.label": Hint(label="Name"),
        "Kind.retired": Hint(label="No longer offered", help="What was given stays counted and shown."),
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
            refused=[("", ReactionsBallot(reactions=("love", "hate")))],
        ),
    )

    def tone(self, spec: ReactionsSpec) -> Tone:
        """Give the spec's tone."""
        return spec.tone

    def suit(self, spec: ReactionsSpec, tone: Tone) -> ReactionsSpec:
        """Give the spec in this tone, unless that would leave nothing to offer."""
        suited = replace(spec, tone=tone)
        return suited if suited.offered else spec

    def check_spec(self, spec: ReactionsSpec) -> None:
        """Refuse kinds that are too few, too many or unnamed, and a `most` that no reader could use."""
        super().check_spec(spec)
        if not len(spec.offered) >= 1 or sum(not kind.retired for kind in spec.kinds) > MOST_KINDS:
            raise Malformed(
                "bad_number_of_kinds",
                f"Offer 1 to {MOST_KINDS} kinds of reactions, at least one of which suits the tone.",
            )
        if len(spec.kinds) > MOST_EVER:
            raise Malformed(
                "too_many_kinds",
                f"There may be {MOST_EVER} kinds of reactions, those no longer offered among them; "
                "offer one of these again.",
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
        """Give the one slot, with what is offered."""
        return spec.slots

    def counted(self, spec: ReactionsSpec) -> Mapping[Slot, Iterable[str]]:
        """Give the one slot with all kinds."""
        return {"": spec.known}

    def check(self, spec: ReactionsSpec, slot: Slot, ballot: ReactionsBallot) -> None:
        """Refuse unknown reactions, repeated ones, more than the spec allows, and none at all."""
        if not ballot.reactions:
            raise Malformed("empty_ballot", "No reaction was named; name one, or withdraw the ballot.")
        rules.check_chosen(ballot.reactions, spec.known, least=1, most=spec.most)

    def cast(
        self,
        spec: ReactionsSpec,
        sheet: Sheet[ReactionsBallot],
        slot: Slot,
        ballot: ReactionsBallot | None,
    ) -> Sheet[ReactionsBallot]:
        """Refuse what is not offered, except where the reader gave it already. Raises Conflicting."""
        if ballot is not None:
            held = sheet[slot].reactions if slot in sheet else ()
            gone = [each for each in ballot.reactions if each not in spec.offered and each not in held]
            if gone:
                label = spec.known[gone[0]].label
                raise Conflicting(
                    "not_offered", f"The reaction “{label}” is not offered here; choose among those shown."
                )
        return super().cast(spec, sheet, slot, ballot)

    def marks(self, spec: ReactionsSpec, sheet: Sheet[ReactionsBallot]) -> Tally:
        """Count each reaction once, offered still or not."""
        ballot = sheet.get("")
        if ballot is None:
            return {}
        counts = {kind: 1 for kind in ballot.reactions if spec.counts(kind)}
        return {"": counts} if counts else {}

    def ask(self, spec: ReactionsSpec) -> list[Part]:
        """Show a button for each kind that is offered."""
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
        """Show each kind's share of all reactions: of those offered, and of those that were given before."""
        return [Bars(slot="", bars=_bars(spec, tally), total=self.total(spec, tally))] if "" in tally else []

    def badges(self, spec: ReactionsSpec, tally: Tally) -> list[Badge]:
        """Give what most share of what is offered, and the next if it comes near; the earlier on ties."""
        offered = [bar for bar in _bars(spec, tally) if bar.id in spec.offered]
        best = sorted(offered, key=lambda bar: -bar.count)[:2]
        enough = SECOND_BADGE_PERCENT * best[0].count
        return [
            Badge(id=bar.id, label=bar.label, icon=bar.icon, percent=bar.percent)
            for bar in best
            if bar.count >= BADGE_COUNT and (bar is best[0] or 100 * bar.count > enough)
        ]

    def tables(self, spec: ReactionsSpec, tally: Tally, turnout: int, study: object = None) -> list[Table]:
        """Give each kind's part of all reactions, with those kinds that are no longer offered."""
        bars = Bars(slot="", bars=_bars(spec, tally), total=self.total(spec, tally))
        return [findings.tabulate_bars(bars, of="all reactions")]

    def total(self, spec: ReactionsSpec, tally: Tally) -> int:
        """Give the number of reactions, of which one reader may have given several."""
        counts = tally.get("", {})
        return sum(counts.get(kind, 0) for kind in spec.known)


def _bars(spec: ReactionsSpec, tally: Tally) -> list[Bar]:
    given = tally.get("", {})
    others = {id: kind for id, kind in spec.known.items() if id not in spec.offered and given.get(id)}
    kinds = spec.offered | others
    counts = [given.get(id, 0) for id in kinds]
    return [
        Bar(id=kind.id, label=kind.label, icon=kind.icon, count=count, percent=percent)
        for kind, count, percent in zip(kinds.values(), counts, rules.percentages(counts), strict=True)
    ]
