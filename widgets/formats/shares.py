"""Shares: how often a page was passed on, and by which ways."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias, get_args

from widgets import rules
from widgets.errors import Malformed
from widgets.format import Format, Sample
from widgets.model import Ballot, Policy, Reveal, Sheet, Slot, Spec, Tally
from widgets.parts import Bar, Bars, Choose, Number, Option, Part

Channel: TypeAlias = Literal["native", "copy", "x", "facebook", "whatsapp", "telegram", "email"]
"""A way to pass a page on: the device's own share sheet, copying the link, or a service."""

KEYS = ("shared",)


class SharesSpec(Spec, frozen=True, kw_only=True, dict=True):
    """The channels in the order in which they are shown."""

    channels: tuple[Channel, ...] = get_args(Channel)

    @cached_property
    def slots(self) -> dict[Slot, tuple[str, ...]]:
        """A slot for each channel."""
        return dict.fromkeys(self.channels, KEYS)


class SharesBallot(Ballot, frozen=True, kw_only=True):
    """That a reader has shared the page: there is nothing else to say."""


SHARED = SharesBallot()


class Shares(Format[SharesSpec, SharesBallot]):
    """A counter of shares, each reader once by each channel.

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
        """Give a slot for each channel."""
        return spec.slots

    def counted(self, spec: SharesSpec) -> Mapping[Slot, tuple[str, ...]]:
        """Give the channels, and the empty slot for an opening balance of which no channel is known."""
        return {"": KEYS, **spec.slots}

    def policy(self, spec: SharesSpec, slot: Slot) -> Policy:
        """Sharing cannot be taken back."""
        return Policy.ONCE

    def check(self, spec: SharesSpec, slot: Slot, ballot: SharesBallot) -> None:
        """Accept: a ballot without fields has nothing to refuse."""

    def marks(self, spec: SharesSpec, sheet: Sheet[SharesBallot]) -> Tally:
        """Count one share for each channel that is still offered."""
        slots = spec.slots
        return {channel: {"shared": 1} for channel in sheet if channel in slots}

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
        return rules.revealed(reveal, cast=bool(sheet), closed=closed)

    def result(
        self, spec: SharesSpec, tally: Tally, sheet: Sheet[SharesBallot], study: object = None
    ) -> list[Part]:
        """Show the total, and how the shares of which the channel is known are spread."""
        if not tally:
            return []
        counts = [tally.get(each, {}).get("shared", 0) for each in spec.channels]
        bars = [
            Bar(id=each, count=count, percent=percent)
            for each, count, percent in zip(spec.channels, counts, rules.percentages(counts), strict=True)
        ]
        return [
            Number(value=self.total(spec, tally), unit="shares"),
            Bars(slot="", bars=bars, total=sum(counts)),
        ]

    def total(self, spec: SharesSpec, tally: Tally) -> int:
        """Give the shares by all channels, the opening balance included."""
        return sum(tally.get(slot, {}).get("shared", 0) for slot in self.counted(spec))
