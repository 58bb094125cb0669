"""Meme: words on pictures, by moderators and readers, in a gallery where readers vote."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from widgets import rules
from widgets.errors import Conflicting, Malformed
from widgets.figures import show_picture
from widgets.format import Sample
from widgets.items import ItemsFormat, ListItem, ListSpec, Vote
from widgets.model import Approved, Caption, Captioned, Likeness, Picture, Sheet, Slot, Tally
from widgets.parts import Compose, Part, Template

MOST_TEMPLATES = 30


class MemeTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture to write on, and boxes to begin with; without any there is one above and one below."""

    id: str
    name: str
    picture: Picture
    captions: tuple[Caption, ...] = ()


class Meme(ListItem, frozen=True, kw_only=True):
    """A picture with words on it. Its id is its slot, its title what it is called in lists."""

    picture: Captioned | None = None


class SentMeme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A meme that a reader sends in: on a template's picture, or on one of their own."""

    picture: Captioned
    credit: str = ""


class MemeSpec(ListSpec, frozen=True, kw_only=True, dict=True):
    """Memes to begin with, templates to write on, and whether readers may send in their own, and vote.

    With `uploads` they may write on pictures of their own. `approved` is what they have sent in; moderators
    do not write it.
    """

    items: tuple[Meme, ...] = ()
    templates: tuple[MemeTemplate, ...] = ()
    submissions: bool = True
    uploads: bool = True
    voting: bool = True
    approved: tuple[Meme, ...] = ()

    @cached_property
    def listed(self) -> tuple[ListItem, ...]:
        """All memes, the older ones first."""
        return (*self.items, *self.approved)

    @property
    def takes(self) -> bool:
        """Whether readers have something to write on."""
        return self.submissions and (self.uploads or bool(self.templates))


BOXES = (Caption(text="…"), Caption(text="…", y=82))
"""Where words stand that nobody has placed."""

FERRY = Picture(
    media="m_harbour-at-dusk-sample", alt="A ferry in a harbour at dusk", credit="Painted for this demo"
)
SAMPLE: Sample[MemeSpec, Vote] = Sample(
    name="Words on a harbour",
    spec=MemeSpec(
        title="Caption the harbour",
        description="Write your own, or vote for the best.",
        items=(
            Meme(
                id="sandwich",
                title="The sandwich",
                picture=Captioned(
                    media=FERRY.media,
                    alt=FERRY.alt,
                    captions=(
                        Caption(text="When the last ferry has gone"),
                        Caption(text="and your sandwich is still on board", y=72),
                    ),
                ),
                credit="The editors",
            ),
            Meme(
                id="cranes",
                title="The cranes",
                picture=Captioned(
                    media=FERRY.media,
                    alt=FERRY.alt,
                    captions=(
                        Caption(text="Three cranes.", x=27, width=50, y=4, size=9),
                        Caption(text="No birds.", x=74, width=44, y=40, size=9, colour="#ffe14d"),
                    ),
                ),
            ),
        ),
        templates=(MemeTemplate(id="ferry", name="The last ferry", picture=FERRY),),
    ),
    ballots=[("sandwich", Vote(vote=1)), ("cranes", Vote(vote=1))],
    refused=[("sandwich", Vote(vote=-1)), ("cranes", Vote(vote=2))],
)


class Memes(ItemsFormat[MemeSpec, Vote]):
    """Words on pictures: readers write their own, which stand in the gallery once let in, and vote."""

    name = "meme"
    ranked = True
    spec_type = MemeSpec
    ballot_type = Vote
    submission_type = SentMeme
    least_items = 0
    samples = (SAMPLE,)

    def check_spec(self, spec: MemeSpec) -> None:
        """Refuse what no gallery may be: memes without words, templates without names, and nothing at all."""
        super().check_spec(spec)
        if spec.approved:
            raise Malformed("approved_given", "What readers have sent in is approved, and not written.")
        if not spec.items and not spec.takes:
            raise Malformed("no_items", "Give a meme to begin with, or let readers write their own.")
        if len(spec.templates) > MOST_TEMPLATES:
            raise Malformed("too_many_templates", f"There may be {MOST_TEMPLATES} templates.")
        rules.check_ids((each.id for each in spec.templates), "template")
        for template in spec.templates:
            rules.check_text(template.name, f"name of the template {template.id!r}", most=100)
            rules.check_picture(template.picture, f"picture of the template {template.id!r}")
            words = captioned(template.picture, template.captions or BOXES)
            rules.check_captions(words, f"template {template.id!r}")
        for item in spec.items:
            if item.picture is None:
                raise Malformed("no_picture", f"The meme {item.id!r} has no picture; give it one.")
            rules.check_captions(item.picture, f"meme {item.id!r}")

    def votes(self, spec: MemeSpec) -> tuple[int, ...]:
        """Take votes up."""
        return (1,)

    def closed(self, spec: MemeSpec) -> bool:
        """Tell whether voting is switched off."""
        return not spec.voting

    def cast(self, spec: MemeSpec, sheet: Sheet[Vote], slot: Slot, ballot: Vote | None) -> Sheet[Vote]:
        """Change a vote. Raises Conflicting where voting is switched off."""
        if not spec.voting:
            raise Conflicting("closed", "Voting here has closed; the counts stand.")
        return super().cast(spec, sheet, slot, ballot)

    def rank(self, spec: MemeSpec, tally: Tally) -> list[str]:
        """Order memes by their votes, older ones first on ties."""
        ids = [item.id for item in spec.listed]
        return sorted(ids, key=lambda id: -tally.get(id, {}).get("up", 0))

    def ask(self, spec: MemeSpec) -> list[Part]:
        """Show the gallery, and the desk to write one's own at."""
        parts = super().ask(spec)
        if not spec.templates and not spec.uploads:
            return parts
        desk = Compose(
            templates=[show_template(each) for each in spec.templates],
            uploads=spec.uploads,
            closed=not spec.takes,
        )
        return [*parts, desk]

    def takes_submissions(self, spec: MemeSpec) -> bool:
        """Tell whether readers may send memes in now."""
        return spec.takes

    def check_submission(self, spec: MemeSpec, submission: SentMeme) -> None:
        """Refuse a meme without words, and one on a picture that is not offered."""
        rules.check_picture(submission.picture, "picture")
        rules.check_captions(submission.picture, "meme")
        rules.check_text(submission.credit, "credit", least=0, most=200)
        offered = {each.picture.media for each in spec.templates}
        if submission.picture.media not in offered and not spec.uploads:
            raise Malformed("no_pictures", "Write on one of the pictures that are offered here.")

    def extend(self, spec: MemeSpec, approved: Sequence[Approved]) -> MemeSpec:
        """Give the gallery with what was let in."""
        let_in = tuple(meme_of(each.id, msgspec.json.decode(each.body, type=SentMeme)) for each in approved)
        return msgspec.structs.replace(spec, approved=let_in)

    def recognise(self, submission: SentMeme) -> Likeness:
        """Tell a meme's words."""
        return Likeness(title=words_of(submission.picture))

    def offered(self, spec: MemeSpec) -> Mapping[str, Likeness]:
        """Tell the same of all memes."""
        return {
            item.id: Likeness(title=words_of(item.picture))
            for item in spec.listed
            if isinstance(item.picture, Captioned)
        }


def captioned(picture: Picture, captions: Sequence[Caption]) -> Captioned:
    """Give a picture with words on it."""
    return Captioned(media=picture.media, alt=picture.alt, captions=tuple(captions))


def show_template(template: MemeTemplate) -> Template:
    """Show a picture to write on."""
    return Template(
        id=template.id,
        media=template.picture.media,
        name=template.name,
        picture=show_picture(template.picture),
        captions=list(template.captions or BOXES),
    )


def words_of(picture: Captioned) -> str:
    """Give the words on a picture in one line."""
    return " / ".join(" ".join(each.text.split()) for each in picture.captions)[:200]


def meme_of(id: str, sent: SentMeme) -> Meme:
    """Make a meme of what a reader sent in."""
    return Meme(id=id, title=words_of(sent.picture), picture=sent.picture, credit=sent.credit)
