"""What a form of the desk sends: fields of a spec, and those of the page, whose names begin with a dash."""

from msgspec import Struct

from api.studio.forms import GUARD, Fields, read_revision
from widgets.errors import Malformed

OWN = frozenset({"-do", "-revision", "-url", "-sure", "-fresh", "-format"})
"""The fields of the page."""


class Sent(Struct, frozen=True):
    """The fields of a spec, and what the page itself asks."""

    pairs: list[tuple[str, str]]
    own: list[tuple[str, str]]

    def one(self, name: str) -> str:
        """Give the value of a field of the page, or ""."""
        return next((value.strip() for each, value in self.own if each == name), "")

    @property
    def order(self) -> str:
        """What the button that was pressed orders; `save` is not about rows."""
        return "" if self.one("-do") in ("", "save") else self.one("-do")

    @property
    def revision(self) -> int:
        """The revision that the form was made of. Raises Malformed."""
        return read_revision(self.one("-revision"))

    @property
    def fresh(self) -> frozenset[str]:
        """Ids whose rows are to begin anew."""
        return frozenset(value for name, value in self.own if name == "-fresh")


def sort_out(fields: Fields) -> Sent:
    """Tell a form's fields apart. Raises Malformed for a field of the page that it does not have."""
    pairs = [pair for pair in fields.pairs if pair[0] != GUARD]
    own = [pair for pair in pairs if pair[0].startswith("-")]
    if not {name for name, _ in own} <= OWN:
        raise Malformed("unknown_field", "The form has a field that is not asked for here; load it anew.")
    return Sent([pair for pair in pairs if not pair[0].startswith("-")], own)
