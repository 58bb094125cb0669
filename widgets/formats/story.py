"""Story: blocks of text, pictures, players, links and other widgets, each of which behaves as itself."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from widgets import rules
from widgets.errors import Malformed
from widgets.figures import show_picture
from widgets.format import NoBallot, Sample, Spectacle
from widgets.items import check_link, show_player
from widgets.model import WIDGET_ID, Picture, Spec
from widgets.parts import Part
from widgets.passages import Link, Prose, Span, Widget
from widgets.players import find_player

MOST_BLOCKS = 100
MOST_WIDGETS = 20
MOST_PARAGRAPHS = 50
MOST_SPANS = 100
MOST_CHARACTERS = 20_000


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A run of text, which may lead to a page elsewhere."""

    text: str
    link: str = ""


class TextBlock(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="kind", tag="text",
):  # fmt: skip
    """Paragraphs, each of them runs of text, under a heading where there is one."""

    paragraphs: tuple[tuple[Words, ...], ...]
    heading: str = ""


class PictureBlock(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="kind", tag="picture",
):  # fmt: skip
    """An uploaded picture."""

    picture: Picture
    caption: str = ""


class EmbedBlock(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="kind", tag="embed",
):  # fmt: skip
    """A film or a sound on another service, by its address; the title says what it is."""

    url: str
    title: str


class LinkBlock(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="kind", tag="link",
):  # fmt: skip
    """A page elsewhere, shown as a card."""

    url: str
    title: str
    text: str = ""


class WidgetBlock(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True,
    tag_field="kind", tag="widget",
):  # fmt: skip
    """Another widget of the same site, by its id."""

    widget: str


Block: TypeAlias = TextBlock | PictureBlock | EmbedBlock | LinkBlock | WidgetBlock


class StorySpec(Spec, frozen=True, kw_only=True):
    """The blocks in their order."""

    blocks: tuple[Block, ...]


class Story(Spectacle[StorySpec]):
    """Text, pictures, players, links and other widgets, one below the other."""

    name = "story"
    spec_type = StorySpec
    samples = (
        Sample[Any, NoBallot](
            name="Of several blocks",
            spec=StorySpec(
                title="A night on the last ferry",
                blocks=(
                    TextBlock(
                        paragraphs=(
                            (
                                Words(
                                    text="At ten the lights on the quay go out one by one. "
                                    "Whoever is on board by then lives on the other side."
                                ),
                            ),
                            (
                                Words(text="The timetable of the crossing is kept by "),
                                Words(text="the harbour office", link="https://harbour.example/timetable"),
                                Words(text="."),
                            ),
                        )
                    ),
                    PictureBlock(
                        picture=Picture(media="m_harbour-at-dusk-sample", alt="A painted harbour at dusk."),
                        caption="The harbour a little before the last crossing.",
                    ),
                    EmbedBlock(
                        url="https://youtu.be/jNQXAC9IVRw",
                        title="The first video on YouTube: a visit to the zoo",
                    ),
                    LinkBlock(
                        url="https://harbour.example/night",
                        title="When the ferries sleep",
                        text="How a harbour spends its nights.",
                    ),
                ),
            ),
        ),
    )

    def check_spec(self, spec: StorySpec) -> None:
        """Refuse no blocks or too many, what is no address or player, and the same widget twice."""
        super().check_spec(spec)
        rules.check_text(spec.title, "title", most=200)
        if not 1 <= len(spec.blocks) <= MOST_BLOCKS:
            raise Malformed(
                "bad_number_of_blocks",
                f"There are {len(spec.blocks)} blocks; a story has 1 to {MOST_BLOCKS}.",
            )
        for at, block in enumerate(spec.blocks, 1):
            check_block(block, f"block {at}")
        nested = self.nested(spec)
        if len(nested) > MOST_WIDGETS or len(set(nested)) < len(nested):
            raise Malformed("bad_widgets", f"A story shows up to {MOST_WIDGETS} widgets, each of them once.")

    def nested(self, spec: StorySpec) -> Sequence[str]:
        """Name the widgets among the blocks."""
        return [block.widget for block in spec.blocks if isinstance(block, WidgetBlock)]

    def ask(self, spec: StorySpec) -> list[Part]:
        """Show the blocks."""
        return [*self.describe(spec), *map(show_block, spec.blocks)]


def check_block(block: Block, what: str) -> None:
    """Refuse a block that cannot be shown; `what` names it in the sentence."""
    if isinstance(block, TextBlock):
        check_words(block, what)
    elif isinstance(block, PictureBlock):
        rules.check_picture(block.picture, f"picture of {what}")
        rules.check_text(block.caption, f"caption of {what}", least=0, most=500)
    elif isinstance(block, EmbedBlock):
        rules.check_text(block.title, f"title of {what}", most=200)
        find_player(block.url)
    elif isinstance(block, LinkBlock):
        rules.check_text(block.title, f"title of {what}", most=200)
        rules.check_text(block.text, f"text of {what}", least=0, most=500)
        check_link(block.url, f"address of {what}")
    elif not WIDGET_ID.fullmatch(block.widget):
        raise Malformed("bad_widget", f"In {what}, name another widget by its id, which begins with w_.")


def check_words(block: TextBlock, what: str) -> None:
    """Refuse a text without words, or with too many."""
    rules.check_text(block.heading, f"heading of {what}", least=0, most=200)
    if not 1 <= len(block.paragraphs) <= MOST_PARAGRAPHS:
        raise Malformed(
            "bad_number_of_paragraphs", f"The text of {what} has 1 to {MOST_PARAGRAPHS} paragraphs."
        )
    for spans in block.paragraphs:
        if len(spans) > MOST_SPANS:
            raise Malformed(
                "too_many_spans", f"A paragraph of {what} has more than {MOST_SPANS} runs of text."
            )
        rules.check_text("".join(span.text for span in spans), f"paragraph of {what}", most=MOST_CHARACTERS)
        for span in spans:
            if span.link:
                check_link(span.link, f"link in {what}")


def show_block(block: Block) -> Part:
    """Show a block."""
    if isinstance(block, TextBlock):
        paragraphs = [[Span(text=each.text, link=each.link) for each in spans] for spans in block.paragraphs]
        return Prose(heading=block.heading, paragraphs=paragraphs)
    if isinstance(block, PictureBlock):
        return show_picture(block.picture, block.caption)
    if isinstance(block, EmbedBlock):
        return show_player(find_player(block.url), block.title)
    if isinstance(block, LinkBlock):
        return Link(url=block.url, title=block.title, text=block.text)
    return Widget(id=block.widget)
