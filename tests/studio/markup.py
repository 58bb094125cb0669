"""What a page is made of: its elements, and that none of them could run anything or lead astray."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "poster",
    "data",
    "xlink:href",
    "background",
    "cite",
}
SAFE_SCHEMES = {"", "http", "https"}
TYPED = "data-typed"
"""An attribute that stands in every hostile text: no element may have it."""

Attributes = dict[str, str]


class Markup(HTMLParser):
    """A page taken apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.words = ""
        self.script = ""
        self.within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.within = tag

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within in ("script", "style"):
            self.script += data
        self.words += data


def check_markup(text: str, about: object) -> Markup:
    """See that a page of the studio runs nothing but its own files, and has no element that was typed."""
    page = Markup(text)
    for tag, attributes in page.elements:
        where = (about, tag, attributes)
        assert TYPED not in attributes, where
        assert tag not in ("style", "base", "object", "embed", "applet", "math", "noscript"), where
        assert "style" not in attributes, where
        assert "srcdoc" not in attributes, where
        assert not [name for name in attributes if name.startswith("on")], where
        assert attributes.get("http-equiv", "").lower() != "refresh", where
        if tag == "script":
            assert urlsplit(attributes["src"]).netloc == "", where
        for name in ADDRESSES & attributes.keys():
            scheme = re.sub(r"[\x00-\x20]", "", attributes[name]).partition(":")[0].lower()
            is_one = re.match(r"[a-z][a-z0-9+.-]*:", attributes[name].strip(), re.IGNORECASE)
            assert not is_one or scheme in SAFE_SCHEMES, where
    assert not page.script.strip(), (about, page.script)
    return page
