"""A small drawing for each format; one that has none of its own yet gets a plain one."""

from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent.parent / "templates" / "desk" / "icons"
PLAIN = "widget"


@cache
def icon_of(format: str) -> Markup:
    """Give the SVG of a format."""
    path = FOLDER / f"{format}.svg"
    return Markup((path if path.exists() else FOLDER / f"{PLAIN}.svg").read_text())  # noqa: S704  our own file
