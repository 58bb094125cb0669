"""The product's own words on pages that the server writes, in the reader's language."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from api.answers import Header

FOLDER = Path(__file__).with_name("words")
LANGUAGES = ("en", "de", "fr", "es", "ar")
VARY: Header = (b"vary", b"Accept-Language")

_QUALITY = re.compile(r";\s*q=([01](?:\.\d{0,3})?)\s*$")
_MOST_WISHES = 20


class Words:
    """The words of one language."""

    def __init__(self, tag: str, texts: Mapping[str, Any]) -> None:
        self.tag = tag
        self.texts = texts
        self.direction = "rtl" if tag == "ar" else "ltr"

    def say(self, key: str, **values: object) -> str:
        """Say a sentence; `n` chooses its plural form."""
        text = self.texts[key]
        if isinstance(text, dict):
            form = PLURALS.get(self.tag, two_forms)(int(str(values["n"])))
            text = text.get(form, text["other"])
        shown = {
            name: self.number(value) if isinstance(value, int | float) else value
            for name, value in values.items()
        }
        return str(text.format(**shown))

    def number(self, value: float) -> str:
        """Write a number."""
        thousands, point = self.texts["numbers"]
        # Spanish leaves numbers of four digits together.
        ungrouped = self.tag == "es" and abs(value) < 10_000
        text = str(value) if ungrouped else f"{value:,}"
        return text.translate(str.maketrans({",": thousands, ".": point}))

    def percent(self, value: int) -> str:
        """Write a percentage."""
        return self.say("percent", n=value)

    def date(self, moment: datetime) -> str:
        """Write a moment: in UTC, for the server does not know the reader's zone."""
        moment = moment.astimezone(UTC)
        month = self.texts["months"][moment.month - 1]
        return self.say(
            "date", day=str(moment.day), month=month, year=str(moment.year), time=f"{moment:%H:%M}"
        )


def two_forms(n: int) -> str:
    """Choose between one and many, as most languages do."""
    return "one" if n == 1 else "other"


def french(n: int) -> str:
    """Choose the French form: nothing is singular, too."""
    return "one" if n < 2 else "other"


def arabic(n: int) -> str:
    """Choose one of the six Arabic forms (Unicode CLDR, plural rules)."""
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"


PLURALS: dict[str, Callable[[int], str]] = {"fr": french, "ar": arabic}


@cache
def words_of(tag: str) -> Words:
    """Read the words of a language."""
    return Words(tag, json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8")))


def choose_words(accepted: bytes) -> Words:
    """Choose the words for an Accept-Language header: the first of the reader's languages that there are."""
    wishes = accepted.decode("latin-1").lower().split(",")[:_MOST_WISHES]
    ranked = sorted(wishes, key=lambda wish: -_quality(wish))
    tags = (wish.partition(";")[0].partition("-")[0].strip() for wish in ranked if _quality(wish))
    return words_of(next((tag for tag in tags if tag in LANGUAGES), LANGUAGES[0]))


def _quality(wish: str) -> float:
    found = _QUALITY.search(wish)
    return float(found.group(1)) if found else 1.0
