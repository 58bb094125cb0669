"""Shares: how often a page was passed on, and by which ways."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from widgets import findings, rules
from widgets.errors import Malformed
from widgets.findings import Row, Table
from widgets.format import Format, Sample
from widgets.model import Ballot, Policy, Reveal, Sheet, Slot, Spec, Tally
from widgets.parts import Bar, Bars, Choose, Number, Option, Part

Channel: TypeAlias = Literal["native", "copy", "x", "facebook", "whatsapp", "telegram", "email"]
"""A way to pass a page on: the device's own share sheet, copying the link, or a service."""

LABELS: dict[str, str] = {"native": "The device's own sheet", "copy": "Copied link", "whatsapp": "WhatsApp"}
"""What moderators call a channel whose name does not say it."""

KEYS = ("shared",)
ARRIVED = ("arrived",)
ARRIVALS = "arrived_"
"""Begins the name of the slot in which those are counted who came by links that went by a channel."""


class SharesSpec(Spec, frozen=True, kw_only=True, dict=True):
    """The channels in the order in which they are shown."""

    channels: tuple[Channel, ...] = get_args(Channel)

    @cached_property
    def slots(self) -> dict[Slot, tuple[str, ...]]:
        """A slot for each channel."""
        return dict.fromkeys(self.channels, KEYS)

    @cached_property
    def arrivals(self) -> dict[Slot, Channel]:
        """A slot for the arrivals by each channel."""
        return {f"{ARRIVALS}{channel}": channel for channel in self.channels}


class SharesBallot(Ballot, frozen=True, kw_only=True):
    """That a reader has shared the page, or came by a link somebody shared: there is nothing else to say."""


SHARED = SharesBallot()


class Shares(Format[SharesSpec, SharesBallot]):
    """A counter of shares, each reader once by each channel, and apart from them of those who came by them.

    An arrival counts where the link's own mark vouches for it.

    The empty slot takes no ballots: it holds what was shared before the page was counted here. Only the key
    `shared` goes into the total, so that a slot which counts something else beside it changes no number.
    """

    name = "shares"
    spec_type = SharesSpec
    ballot_type = SharesBallot
    page_spec = SharesSpec()
    samples = (
        Sample(name="All channels", spec=SharesSpec(), ballots=[("copy", SHARED), ("whatsapp", SHARED)]),
        Sample(
            name="Link and mail", spec=SharesSpec(channels=("copy", "email")), ballots=[("email", SHARED)]
        ),
    )

    def check_spec(self, spec: SharesSpec) -> None:
        """Refuse to have no channel, or one twice."""
        super().check_spec(spec)
        if not spec.channels:
            raise Malformed("no_channel", f"Name at least one channel: {', '.join(get_args(Channel))}.")
        rules.check_ids(spec.channels, "channel")

    def slots(self, spec: SharesSpec) -> Mapping[Slot, tuple[str, ...]]:
        """Give a slot for each channel, and one for those who came by it."""
        return {**spec.slots, **dict.fromkeys(spec.arrivals, ARRIVED)}

    def vouched(self, spec: SharesSpec) -> Mapping[Slot, str]:
        """Want the channel's mark in the link by which a reader came."""
        return spec.arrivals

    def openings(self, spec: SharesSpec) -> Mapping[Slot, tuple[str, ...]]:
        """Take shares counted elsewhere, of a channel or, in the empty slot, of none that is known."""
        return {"": KEYS, **spec.slots}

    def counted(self, spec: SharesSpec) -> Mapping[Slot, tuple[str, ...]]:
        """Give the channels, those who came by them, and the empty slot for what no channel is known of."""
        return {"": KEYS, **self.slots(spec)}

    def policy(self, spec: SharesSpec, slot: Slot) -> Policy:
        """Neither sharing nor coming can be taken back."""
        return Policy.ONCE

    def check(self, spec: SharesSpec, slot: Slot, ballot: SharesBallot) -> None:
        """Accept: a ballot without fields has nothing to refuse."""

    def marks(self, spec: SharesSpec, sheet: Sheet[SharesBallot]) -> Tally:
        """Count one share, or one arrival, for each channel that is still offered."""
        shared = {slot: {"shared": 1} for slot in sheet if slot in spec.slots}
        return shared | {slot: {"arrived": 1} for slot in sheet if slot in spec.arrivals}

    def ask(self, spec: SharesSpec) -> list[Part]:
        """Show the channels; each is a slot of its own."""
        options = [
            Option(id=each, value=each, key="shared", slot=each, channel=each) for each in spec.channels
        ]
        return [
            *self.describe(spec),
            Choose(slot="", form="none", look="channels", options=options, instant=True),
        ]

    def reveals(
        self, spec: SharesSpec, reveal: Reveal, slot: Slot, sheet: Sheet[SharesBallot], *, closed: bool
    ) -> bool:
        """Show all channels or none: the total is of all of them, so one share reveals it."""
        shared = any(each in spec.slots for each in sheet)
        return rules.revealed(reveal, cast=shared, closed=closed)

    def result(
        self, spec: SharesSpec, tally: Tally, sheet: Sheet[SharesBallot], study: object = None
    ) -> list[Part]:
        """Show the total, how the shares of known channels are spread, and apart how many came by them."""
        if not tally:
            return []
        counts = [tally.get(each, {}).get("shared", 0) for each in spec.channels]
        bars = [
            Bar(id=each, count=count, percent=percent)
            for each, count, percent in zip(spec.channels, counts, rules.percentages(counts), strict=True)
        ]
        arrived = self.arrived(spec, tally)
        return [
            Number(value=self.total(spec, tally), unit="shares"),
            Bars(slot="", bars=bars, total=sum(counts)),
            *([Number(value=arrived, unit="arrivals")] if arrived else []),
        ]

    def sums(self, spec: SharesSpec, tally: Tally) -> Mapping[str, int]:
        """Give the shares, and apart from them how many came by them."""
        return {self.name: self.total(spec, tally), "arrivals": self.arrived(spec, tally)}

    def tables(self, spec: SharesSpec, tally: Tally, turnout: int, study: object = None) -> list[Table]:
        """Give the shares by each channel, and beside them how many came by it."""
        total = self.total(spec, tally)
        shared = {slot: tally.get(slot, {}).get("shared", 0) for slot in (*spec.slots, "")}
        came: dict[str, int] = {
            channel: tally.get(slot, {}).get("arrived", 0) for slot, channel in spec.arrivals.items()
        }
        rows = [
            Row(
                label=LABELS.get(slot, slot.capitalize()) if slot else "Before they were counted here",
                counts=[n, came.get(slot, 0)],
                percent=findings.share(n, total),
            )
            for slot, n in shared.items()
            if slot or n
        ]
        return [Table(label="", columns=["Shared", "Came by it"], rows=rows, of="all shares")]

    def arrived(self, spec: SharesSpec, tally: Tally) -> int:
        """Give how many came by links that were passed on."""
        return sum(tally.get(slot, {}).get("arrived", 0) for slot in spec.arrivals)

    def total(self, spec: SharesSpec, tally: Tally) -> int:
        """Give the shares by all channels, the opening balance included, and no arrival."""
        return sum(tally.get(slot, {}).get("shared", 0) for slot in ("", *spec.slots))
