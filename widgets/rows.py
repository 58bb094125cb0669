"""Tables as files: rows as CSV that no spreadsheet takes for a formula, or as JSON. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from msgspec import Raw

Row: TypeAlias = dict[str, Any]
"""Column -> text, number, bool, or JSON."""

BREAKS = "\n\r\v\f\x85\u2028\u2029"

FORMULA = re.compile(
    rf"(?:^|(?<=[{BREAKS}]))"
    # Spaces, quotes and what is invisible do not keep a spreadsheet from seeing what follows.
    rf"(?=[\t\r]|(?:[^\S{BREAKS}]|[\"\u200b-\u200f\u2060\ufeff])*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
"""Where a line of a cell begins like a formula, in wide forms, too: a spreadsheet would compute what a
stranger wrote (OWASP, CSV injection). Lines within a cell count, for whoever reads a file line by line."""


class Form(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSON = "json"


class Sheet:
    """Writes a table piece by piece."""

    def __init__(self, form: Form, columns: Sequence[str]) -> None:
        self.form = form
        self.columns = columns
        self.written = 0

    def begin(self) -> bytes:
        """Give what stands before all rows."""
        return b"[" if self.form is Form.JSON else self.lines([{name: name for name in self.columns}])

    def add(self, rows: Iterable[Row]) -> bytes:
        """Give rows; each has every column of the table."""
        rows = list(rows)
        first = self.written == 0
        self.written += len(rows)
        if self.form is Form.CSV:
            return self.lines(rows)
        pieces = [msgspec.json.encode({name: row[name] for name in self.columns}) for row in rows]
        return (b"\n" if first else b",\n") + b",\n".join(pieces) if pieces else b""

    def end(self) -> bytes:
        """Give what stands after all rows."""
        return b"\n]\n" if self.form is Form.JSON else b""

    def lines(self, rows: Iterable[Row]) -> bytes:
        """Give rows as lines of CSV (RFC 4180)."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([neutralise(row[name]) for name in self.columns] for row in rows)
        return text.getvalue().encode()


def neutralise(value: Any) -> str | int:
    """Give what stands in a cell: a number as it is, a text so that it stays one.

    Every line that begins like a formula gets an apostrophe before it; JSON has texts as they are.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    text = bytes(value).decode() if isinstance(value, Raw) else str(value)
    return FORMULA.sub("'", text)


def read_object(text: str) -> dict[str, Raw]:
    """Read the members of a JSON object, each left as it is written."""
    return msgspec.json.decode(text, type=dict[str, Raw])
