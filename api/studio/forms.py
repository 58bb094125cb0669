"""What a form of the studio sends, and whether a page of ours sent it."""

from msgspec import Struct

from api.transport.exchanges import Exchange
from api.transport.formdata import Pairs, read_pairs
from widgets.canonical import origin_of
from widgets.errors import Forbidden, Malformed
from widgets.settings import Settings

GUARD = "csrf"
MOST_FIELDS = 3000


class Fields(Struct, frozen=True):
    """The fields of a form, in their order; a name may come several times."""

    pairs: Pairs

    def one(self, name: str) -> str:
        """Give the value of a field without white space around it, or "" where it was not sent."""
        return self.exact(name).strip()

    def exact(self, name: str) -> str:
        """Give the value of a field as it was typed."""
        return next((value for each, value in self.pairs if each == name), "")

    def all(self, name: str) -> list[str]:
        """Give all values of a field."""
        return [value for each, value in self.pairs if each == name]

    def allow(self, *names: str) -> None:
        """Refuse a form with any other field than these. Raises Malformed."""
        for name, _ in self.pairs:
            if name not in names and name != GUARD:
                raise Malformed("unknown_field", f"This form has no field {name[:40]!r}; load the page anew.")

    @property
    def typed(self) -> Pairs:
        """What can be sent once more: all but the guard and passwords."""
        return [(name, value) for name, value in self.pairs if name != GUARD and "password" not in name]


NONE = Fields([])


def read_fields(exchange: Exchange) -> Fields:
    """Read the body of a request as a form; line breaks are as in text. Raises Unsupported, Malformed."""
    pairs = read_pairs(exchange, most=MOST_FIELDS, lines=True)
    return Fields([(name, value.replace("\r\n", "\n")) for name, value in pairs])


def read_revision(text: str) -> int:
    """Read the revision that a form was made of. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed("bad_revision", "The form does not say what it was made of; load it anew.")
    return int(text)


def check_sender(exchange: Exchange, settings: Settings) -> None:
    """Refuse what no page of the studio sent, whatever cookies it brings. Raises Forbidden."""
    origin = exchange.headers.get(b"origin")
    site = exchange.headers.get(b"sec-fetch-site")
    public = origin_of(settings.public_url).encode()
    # Under another of our names; an edge may have taken the port off it.
    named = public.partition(b"://")[0] + b"://" + exchange.headers.get(b"host", b"").lower()
    nameless = origin is None and site is None
    if nameless or origin not in (None, public, named) or site not in (None, b"same-origin"):
        raise Forbidden("foreign_form", "This was not sent by a page of the studio, so nothing was done.")
