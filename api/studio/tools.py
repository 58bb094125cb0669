"""What the studio's handlers use: the use cases about people, and the cookies."""

from msgspec import Struct

from api.studio.cookies import Cookies
from widgets.downloads import Downloads
from widgets.insights import Insights
from widgets.moderation import Moderation
from widgets.passwords import Passwords
from widgets.people import People
from widgets.publishing import Publishing
from widgets.signing import Signing
from widgets.site_pages import SitePages
from widgets.site_settings import SiteSettings
from widgets.wiring import Voxpop
from widgets.writing import Writing


class Studio(Struct, frozen=True):
    """They."""

    signing: Signing
    people: People
    settings: SiteSettings
    cookies: Cookies
    publishing: Publishing
    writing: Writing
    insights: Insights
    pages: SitePages
    downloads: Downloads
    moderation: Moderation


def open_studio(voxpop: Voxpop) -> Studio:
    """Put them together on open stores."""
    passwords = Passwords()
    secret = voxpop.settings.reader_secret.encode()
    engine, catalog = voxpop.engine, voxpop.catalog
    insights = Insights(engine, catalog)
    return Studio(
        Signing(voxpop.engine, voxpop.counts.budgets, passwords, secret),
        People(voxpop.engine, passwords),
        SiteSettings(voxpop.engine, voxpop.catalog),
        Cookies(voxpop.settings),
        voxpop.publishing,
        Writing(engine, catalog, voxpop.publishing),
        insights,
        SitePages(engine, catalog, insights, voxpop.checking),
        voxpop.downloads,
        Moderation(engine, catalog, voxpop.counts.tallies.write, voxpop.patient),
    )
