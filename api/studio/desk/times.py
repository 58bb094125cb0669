"""Times as moderators type them: on the clock of a place, in its zone."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from widgets.errors import Malformed

UTC_NAME = "UTC"
_ODD = ("Etc/", "SystemV/", "posix/", "right/")


@cache
def zone_names() -> list[str]:
    """Give the names of all zones that have a place, UTC first."""
    places = sorted(each for each in available_timezones() if "/" in each and not each.startswith(_ODD))
    return [UTC_NAME, *places]


def read_time(text: str, zone: str) -> datetime | None:
    """Read a time of a zone, as browsers send it; nothing is None. Raises Malformed."""
    if not text:
        return None
    if zone not in zone_names():
        raise Malformed("bad_zone", "There is no such time zone; choose one of the list.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("bad_time", "A time is written like 2031-05-04T18:30.") from None
    if moment.tzinfo is not None:
        raise Malformed("bad_time", "Give the time without a zone; the zone is chosen beside it.")
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def show_time(moment: datetime | None, zone: str) -> str:
    """Show a time on the clock of a zone, for a browser's own field."""
    if moment is None or zone not in zone_names():
        return ""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
