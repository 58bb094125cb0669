"""What the studio's handlers use: the use cases about people, and the cookies."""

from msgspec import Struct

from api.studio.cookies import Cookies
from widgets.passwords import Passwords
from widgets.people import People
from widgets.signing import Signing
from widgets.wiring import Voxpop


class Studio(Struct, frozen=True):
    """They."""

    signing: Signing
    people: People
    cookies: Cookies


def open_studio(voxpop: Voxpop) -> Studio:
    """Put them together on open stores."""
    passwords = Passwords()
    secret = voxpop.settings.reader_secret.encode()
    return Studio(
        Signing(voxpop.engine, voxpop.counts.budgets, passwords, secret),
        People(voxpop.engine, passwords),
        Cookies(voxpop.settings),
    )
