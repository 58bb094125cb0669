"""Importing opening balances: what was counted elsewhere before a site came here, from a CSV file."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from msgspec import Struct

from widgets import canonical
from widgets.catalog import Catalog
from widgets.errors import Malformed, Refused, TooLarge
from widgets.ledger import balances
from widgets.ledger.balances import Balance, Imported
from widgets.ledger.connection import Engine
from widgets.model import GREATEST_COUNT, Site, Slot, page_widget_id
from widgets.placing import Placed
from widgets.rules import check_text as check_length
from widgets.texts import check_text

HEADER = ["url", "format", "key", "count", "source"]
LARGEST_FILE = 200_000_000
"""Bytes an import may have."""

MOST_LINES = 1_000_000
LONGEST_LINE = 10_000
"""Bytes a line may have: a URL of the greatest length, and room."""

MOST_PROBLEMS = 10
"""Problems that are told at once."""

CHUNK = 5000
"""Lines that are handed on at once."""

NUMBER = re.compile("[0-9]{1,16}")

Openings = Mapping[str, Mapping[str, tuple[Slot, str]]]
"""By format: the keys a line may name, each with its slot and key in the tally."""


async def import_balances(
    engine: Engine, site: str, file: BinaryIO, progress: Callable[[Imported], None] = lambda _: None
) -> Imported:
    """Import the opening balances of a site's pages, all of them or, where anything is wrong, none.

    A line is `url,format,key,count,source`; `key` is a key of the tally, or `slot/key`. What has the same
    place and source as an earlier import replaces it. `progress` is told how far it is. Raises Malformed with
    the numbers of the lines, TooLarge, Unknown for the site, and Unavailable.
    """
    found = await Catalog(engine).placed_site(site)
    reading = Reading(found.site, openings_of(found.own))
    return await balances.replace(engine, site, reading.chunks(file), progress)


def openings_of(own: Mapping[str, Placed]) -> Openings:
    """Give what may be imported into the pages' own widgets."""
    return {
        name: {
            f"{slot}/{key}" if slot else key: (slot, key)
            for slot, keys in placed.format.openings(placed.spec).items()
            for key in keys
        }
        for name, placed in own.items()
    }


class Reading(Struct):
    """Reads one file."""

    site: Site
    openings: Openings
    problems: list[str] = []

    def chunks(self, file: BinaryIO) -> Iterator[list[Balance]]:
        """Give the lines in chunks. Raises Malformed after the last one if any line was wrong."""
        chunk: list[Balance] = []
        for balance in self.balances(file):
            chunk.append(balance)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        yield chunk
        self.give_up()

    def balances(self, file: BinaryIO) -> Iterator[Balance]:
        """Read line by line, and keep what is wrong with them."""
        lines = read_lines(file)
        # An empty file lacks the first line, too.
        for number, line in enumerate(chain([next(lines, "")], lines), 1):
            try:
                if number == 1:
                    check_header(line)
                elif line.strip():
                    yield self.read(number, split(line))
            except Refused as problem:
                self.problems.append(f"Line {number}: {problem.detail}")
                if number == 1 or len(self.problems) == MOST_PROBLEMS:
                    self.give_up()

    def read(self, line: int, row: list[str]) -> Balance:
        """Read one line. Raises Malformed."""
        if len(row) != len(HEADER):
            raise Malformed("bad_line", f"there are {len(row)} fields; write {len(HEADER)}.")
        url, format, key, count, source = row
        place = canonical.make_canonical(url)
        if canonical.origin_of(place) not in self.site.origins:
            raise Malformed("foreign_url", f"the site's pages begin with {' or '.join(self.site.origins)}.")
        keys = self.openings.get(format)
        if keys is None:
            raise Malformed("bad_format", f"{format[:40]!r} is none of {', '.join(self.openings)}.")
        if key not in keys:
            raise Malformed("bad_key", f"{key[:40]!r} is none of {format}'s keys: {', '.join(keys)}.")
        check_text(source)
        check_length(source, "source, a name for where the number comes from,", most=100)
        slot, name = keys[key]
        widget = page_widget_id(self.site.id, place, format)
        return Balance(line, place, widget, slot, name, source, read_count(count))

    def give_up(self) -> None:
        """Refuse the file if anything was wrong. Raises Malformed."""
        if self.problems:
            raise Malformed("bad_file", "\n".join(self.problems))


def check_header(line: str) -> None:
    """Refuse a file that begins with anything but the names of the columns. Raises Malformed."""
    if [name.strip().lower() for name in split(line)] != HEADER:
        raise Malformed("bad_header", f"the file must begin with {','.join(HEADER)}.")


def split(line: str) -> list[str]:
    """Read the fields of one line of CSV. Raises Malformed."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as problem:
        raise Malformed("bad_line", f"this is not a line of CSV: {problem}.") from None


def read_count(text: str) -> int:
    """Read a count. Raises Malformed."""
    count = int(text) if NUMBER.fullmatch(text) else -1
    if not 0 <= count <= GREATEST_COUNT:
        raise Malformed(
            "bad_count", f"{text[:40]!r} is not a count; write digits, at most {GREATEST_COUNT}, no sign."
        )
    return count


def read_lines(file: BinaryIO) -> Iterator[str]:
    """Give the lines of a file as text, with bounds on everything. Raises Malformed and TooLarge."""
    size, number = 0, 0
    while line := file.readline(LONGEST_LINE + 1):
        size, number = size + len(line), number + 1
        if size > LARGEST_FILE or number > MOST_LINES + 1:
            raise TooLarge(
                "file_too_large",
                f"Line {number}: a file may have {MOST_LINES:,} lines and {LARGEST_FILE:,} bytes; divide it.",
            )
        if len(line) > LONGEST_LINE:
            raise Malformed("bad_line", f"Line {number}: it has more than {LONGEST_LINE:,} bytes.")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Malformed("not_utf8", f"Line {number}: it is not UTF-8; save the file as UTF-8.") from None
