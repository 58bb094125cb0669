"""A widget put together with its format: its spec read, its slots and parts at hand, its JSON understood."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import msgspec
from msgspec import Struct

from widgets import strict_json
from widgets.errors import Malformed, Unknown
from widgets.formats import AnyFormat, find_format, page_formats
from widgets.model import TONES, Ballot, Page, Sheet, Site, Slot, Spec, Tone, Widget, page_widget_id

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when the widgets are published that no one publishes."""


class Placed(Struct, frozen=True, kw_only=True):
    """A widget, its format and what the format makes of its spec; `asked` are its parts as JSON.

    A ballot in one of the slots of `vouched` counts only where a signed link says the word beside the slot.
    `own` is what a page has by itself.
    """

    widget: Widget
    format: AnyFormat
    spec: Spec
    slots: Mapping[Slot, Any]
    counted: Mapping[Slot, list[str]]
    vouched: Mapping[Slot, str]
    asked: list[msgspec.Raw]
    own: bool = False


class PlacedSite(Struct, frozen=True):
    """A site, and of each format its pages have by themselves a widget that lacks only id and page.

    `toned` are those that are others on a page with a tone of its own, by format and tone.
    """

    site: Site
    own: dict[str, Placed]
    toned: Mapping[tuple[str, Tone | None], Placed]


class PlacedPage(Struct, frozen=True, kw_only=True):
    """A page with its own widgets and the moderators'. `page` is None where nobody has reacted yet."""

    site: Site
    url: str
    page: Page | None
    widgets: list[Placed]


def place(widget: Widget) -> Placed:
    """Read a stored widget's spec by its format."""
    format = find_format(widget.format)
    spec = msgspec.json.decode(widget.spec, type=format.spec_type)
    return place_spec(widget, format, format.extend(spec, widget.approved))


def place_known(widget: Widget) -> Placed | None:
    """Read a stored widget's spec by its format; None where a later release wrote what this one cannot read.

    While a new release takes the place of this one, both serve the same pages.
    """
    try:
        return place(widget)
    except (Unknown, msgspec.ValidationError):
        return None


def place_site(site: Site) -> PlacedSite:
    """Make ready what all pages of a site have by themselves."""
    own = {format.name: place_blank(site, format) for format in page_formats()}
    toned: dict[tuple[str, Tone | None], Placed] = {
        (format.name, tone): place_blank(site, format, tone)
        for format in page_formats()
        if format.heeds_tone
        for tone in TONES
    }
    return PlacedSite(site, own, toned)


def place_blank(site: Site, format: AnyFormat, tone: Tone | None = None) -> Placed:
    """Make a page's own widget of a format but for id and page; without a tone, it has the site's."""
    widget = Widget(
        id="",
        site=site.id,
        url="",
        format=format.name,
        spec=b"",
        revision=0,
        reveal=format.page_reveal,
        published_at=ALWAYS,
    )
    spec = own_spec(site, format)
    placed = place_spec(widget, format, spec if tone is None else format.suit(spec, tone))
    return msgspec.structs.replace(placed, own=True)


def place_own(found: PlacedSite, url: str, format: AnyFormat, page: Page | None = None) -> Placed:
    """Make a page's own widget of a format: it exists for every page without anyone creating it.

    `page` is given where the page may have had a tone of its own.
    """
    blank, revision = found.own[format.name], 0
    if page is not None and format.heeds_tone:
        blank, revision = found.toned.get((format.name, page.tone), blank), page.revision
    id = page_widget_id(found.site.id, url, format.name)
    widget = msgspec.structs.replace(blank.widget, id=id, url=url, revision=revision)
    return msgspec.structs.replace(blank, widget=widget)


def place_spec(widget: Widget, format: AnyFormat, spec: Spec) -> Placed:
    """Put a widget, its format and its spec together."""
    asked = [msgspec.Raw(msgspec.json.encode(part)) for part in format.ask(spec)]
    return Placed(
        widget=widget,
        format=format,
        spec=spec,
        slots=format.slots(spec),
        counted={slot: list(keys) for slot, keys in format.counted(spec).items()},
        vouched=format.vouched(spec),
        asked=asked,
    )


def own_spec(site: Site, format: AnyFormat) -> Spec:
    """Give the spec that the site's pages have for a format: the site's own, or the format's."""
    if format.name in site.page_specs:
        spec: Spec = msgspec.convert(site.page_specs[format.name], type(cast(Spec, format.page_spec)))
    else:
        spec = cast(Spec, format.page_spec)
    return spec


def read_ballot(placed: Placed, slot: Slot, body: bytes | None) -> Ballot | None:
    """Read and check the JSON of a ballot by the widget's format; None stays None. Raises Malformed."""
    if slot not in placed.slots:
        raise Malformed(
            "unknown_slot", f"This widget takes no ballots for {slot[:40]!r}; its parts name the slots."
        )
    if body is None:
        return None
    ballot: Ballot = strict_json.decode(body, placed.format.ballot_type)
    placed.format.check(placed.spec, slot, ballot)
    return ballot


def read_sheet(placed: Placed, body: bytes | None) -> Sheet[Any]:
    """Read a sheet's JSON; what was never written is empty."""
    if not body:
        return {}
    return sheet_decoder(placed.format.ballot_type).decode(body)  # type: ignore[arg-type]


@cache
def sheet_decoder(ballot_type: type[Ballot]) -> msgspec.json.Decoder[dict[str, Any]]:
    """Give the decoder of sheets with this type of ballot."""
    return msgspec.json.Decoder(dict[str, ballot_type])  # type: ignore[valid-type]
