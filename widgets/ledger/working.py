"""What a batch holds in its hands between reading and writing: tallies under lock, sheets, and their rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from widgets import rules
from widgets.errors import Conflicting
from widgets.model import GREATEST_COUNT, Slot, Standing, Tally

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BUCKET = timedelta(minutes=5)
"""The grain of the history: a tally's last state in each bucket is kept."""

decode_counts = msgspec.json.Decoder(dict[str, int]).decode


class Opening(Struct, frozen=True):
    """The page that a first ballot may create, and how many new ones its site takes an hour."""

    site: str
    url: str
    quota: int


class Cast(Struct, frozen=True):
    """One ballot on its way into the ledger. `context` is for `decide` alone."""

    widget: str
    partition: int
    reader: bytes
    slot: Slot
    network: bytes
    referrer: str
    context: Any
    opening: Opening | None = None


class Decision(Struct, frozen=True):
    """What a ballot changes: the reader's next sheet as JSON, and what it adds to tally and turnout."""

    ballots: bytes
    marks: Tally
    turnout: int


class Committed(Struct, frozen=True):
    """A ballot that is counted and committed: the widget's tally and the reader's sheet after its batch."""

    standing: Standing
    ballots: bytes
    now: datetime


def microseconds(moment: datetime) -> int:
    """Give a time as microseconds since 1970, exactly."""
    return (moment - EPOCH) // MICROSECOND


def bucket_of(version: int) -> datetime:
    """Give the start of the five-minute bucket that a version lies in."""
    moment = EPOCH + version * MICROSECOND
    return moment - (moment - EPOCH) % BUCKET


class Working:
    """A widget's tally while its lock is held."""

    def __init__(self, standing: Standing, partition: int) -> None:
        self.standing = standing
        self.partition = partition
        self.touched: set[Slot] = set()
        self.past: tuple[Any, ...] | None = None
        self.changed = False

    def begin(self, now: datetime) -> None:
        """Keep for the history what stood at the end of its bucket, and take a new version."""
        old = self.standing
        if old.version and bucket_of(old.version) < bucket_of(microseconds(now)):
            body = msgspec.json.encode(old.tally).decode()
            self.past = (
                self.partition, old.widget, bucket_of(old.version), body, old.turnout, old.version,
            )  # fmt: skip
        old.version = max(old.version + 1, microseconds(now))
        self.changed = True

    def apply(self, decision: Decision, now: datetime) -> None:
        """Add a decision's marks. Raises Conflicting, and adds nothing, where a count would overflow."""
        self.add(decision.marks, now, turnout=decision.turnout)

    def add(self, marks: Tally, now: datetime, *, turnout: int = 0, aside: int = 0) -> None:
        """Add marks, readers and sheets set aside; what is negative is taken away. Raises as `apply` does."""
        for slot, numbers in marks.items():
            counts = self.standing.tally.get(slot, {})
            if any(counts.get(key, 0) + n > GREATEST_COUNT for key, n in numbers.items()):
                raise Conflicting(
                    "count_full", "This count has reached the greatest number that can be kept."
                )
        if not self.changed:
            self.begin(now)
        rules.add(self.standing.tally, marks)
        self.touched.update(marks)
        self.standing.turnout += turnout
        self.standing.aside += aside

    def replace(self, counted: Standing, now: datetime) -> None:
        """Let tally, turnout and sheets set aside be those of a recount. Raises as `apply` does."""
        if any(n > GREATEST_COUNT for counts in counted.tally.values() for n in counts.values()):
            raise Conflicting("count_full", "A count would be greater than the greatest that can be kept.")
        if not self.changed:
            self.begin(now)
        self.touched.update(self.standing.tally, counted.tally)
        self.standing.tally = {"": {}, **counted.tally}
        self.standing.turnout = counted.turnout
        self.standing.aside = counted.aside

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows to write: the empty slot's always, the others' where they changed."""
        standing, partition = self.standing, self.partition
        head = (standing.turnout, standing.version, standing.revision, standing.aside)
        return [
            (partition, standing.widget, slot, encode_counts(standing.tally.get(slot, {})))
            + (head if slot == "" else (0, 0, 0, 0))
            for slot in sorted(self.touched | {""})
        ]


def encode_counts(counts: dict[str, int]) -> str:
    """Give counts as the JSON to store, without zeros."""
    return msgspec.json.encode({key: n for key, n in counts.items() if n}).decode()


class Sheets:
    """The sheets of a batch, as they were read and as they become."""

    def __init__(self) -> None:
        self.bodies: dict[tuple[str, bytes], bytes] = {}
        self.aside: set[tuple[str, bytes]] = set()
        self.written: dict[tuple[str, bytes], Cast] = {}

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows to write."""
        return [
            (cast.partition, cast.widget, cast.reader, self.bodies[key].decode(), cast.network, cast.referrer)
            for key, cast in self.written.items()
        ]
