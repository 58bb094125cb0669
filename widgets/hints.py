"""What a form says of a spec's fields where their types alone do not tell."""

from typing import Literal

from msgspec import Struct

Look = Literal["", "line", "long", "kept"]


class Hint(Struct, frozen=True, kw_only=True):
    """How one field of a spec is asked for.

    `look` draws a text as a `line` or as a `long` text; what is `kept` is no moderator's business and goes
    through the form as it is. `refers` names the list whose rows the field's value means: a list beside the
    field, or after a `/` one at the top of the spec. A new list begins with `begins` rows.
    """

    label: str = ""
    help: str = ""
    look: Look = ""
    refers: str = ""
    begins: int = 0


COMMON = {
    "Spec.title": Hint(label="Title", help="Stands above the widget. May be left empty."),
    "description": Hint(label="Description", look="long", help="A few words before what is asked."),
    "title": Hint(label="Title"),
    "prompt": Hint(label="Question"),
    "options": Hint(label="Options", begins=2),
    "questions": Hint(label="Questions", begins=1),
    "outcomes": Hint(label="Outcomes", begins=2),
    "items": Hint(label="Items", begins=2),
    "text": Hint(label="Text"),
    "body": Hint(label="Text", look="long"),
    "explanation": Hint(label="Explanation", look="long", help="Shown once the question is answered."),
    "caption": Hint(label="Caption"),
    "credit": Hint(label="Credit", help="Who made it."),
    "alt": Hint(label="Alternative text", help="Says what is to be seen, for those who do not see it."),
    "image": Hint(label="Image address", help="An https address, or one under /media/."),
    "media": Hint(label="File"),
    "picture": Hint(label="Picture"),
    "clip": Hint(label="Animation"),
    "least": Hint(label="At least"),
    "most": Hint(label="At most"),
    "kind": Hint(label="Kind"),
    "url": Hint(label="Address"),
    "link": Hint(label="Link", help="An https address."),
    "ListItem.text": Hint(label="Text", look="long"),
    "paragraphs": Hint(label="Text", help="A blank line begins a paragraph; a link is [words](address)."),
    "blocks": Hint(label="Blocks", begins=1),
    "heading": Hint(label="Heading"),
    "widget": Hint(label="Widget", help="The id of another widget of this site; it begins with w_."),
    "page_size": Hint(label="Items at once", help="The others are a click away; 0 shows all."),
    "votes": Hint(label="Readers may vote"),
    "voting": Hint(label="Readers may vote"),
    "submissions": Hint(label="Readers may send in their own"),
    "pictures": Hint(label="What they send in may have pictures"),
    "uploads": Hint(label="They may write on pictures of their own"),
    "captions": Hint(label="Captions", begins=1),
    "Caption.x": Hint(label="Middle, from the left", help="In hundredths of the picture."),
    "Caption.y": Hint(label="From the top", help="In hundredths of the picture."),
    "Caption.width": Hint(label="Width", help="In hundredths of the picture."),
    "Caption.size": Hint(label="Size of the letters", help="In hundredths of the picture's height."),
    "Caption.colour": Hint(label="Colour", help="Such as #ffffff."),
    "Caption.outline": Hint(label="Outline", help="Such as #000000; empty for none."),
    "id": Hint(look="kept"),
    "Upload.width": Hint(look="kept"),
    "Upload.height": Hint(look="kept"),
    "Upload.file": Hint(look="kept"),
    "made": Hint(look="kept"),
    "approved": Hint(look="kept"),
    "evidence": Hint(look="kept"),
}
"""Fields that mean the same in whatever spec they are; those that do not, with their struct."""
