"""Submitting: readers send something in to a widget, where nobody sees it before a moderator has."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from widgets import strict_json
from widgets.casting import check_open
from widgets.catalog import Catalog
from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import Conflicting, OverBudget
from widgets.gate import for_strangers, longest
from widgets.illustrating import settle_sent
from widgets.ledger import submissions
from widgets.ledger.connection import Engine
from widgets.ledger.submissions import Submission
from widgets.placing import Placed
from widgets.readers import Reader, sheet_id

HOUR = 3600
READERS_SHARE = 20
"""Submissions that a reader may send an hour, to all widgets together."""

NETWORKS_SHARE = 200
"""Submissions that may come from one network an hour."""


class Sending(Struct, frozen=True, kw_only=True):
    """What a reader sends in: JSON, in `body`. `network` is a hash; a `stranger` is from no page of ours."""

    widget: str
    body: bytes
    reader: Reader
    network: bytes
    stranger: bool = False


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be sent in where nothing can."""


class Submitting:
    """Takes submissions. `clock` tells the time in UTC."""

    def __init__(
        self,
        engine: Engine,
        catalog: Catalog,
        budgets: Budgets,
        reader_secret: bytes,
        clock: Callable[[], datetime],
        *,
        quota: int,
    ) -> None:
        """Take the bytes of uploads that a site may keep."""
        self.engine = engine
        self.catalog = catalog
        self.budgets = budgets
        self.reader_secret = reader_secret
        self.clock = clock
        self.quota = quota
        self.reader = Budget("submission", READERS_SHARE, HOUR)
        self.network = Budget("submission-network", NETWORKS_SHARE, HOUR)
        self.stranger = Budget("submission-stranger", for_strangers(NETWORKS_SHARE), HOUR)

    async def submit(self, sending: Sending) -> Submission:
        """Keep what a reader sends in until a moderator decides. The same again is the same submission.

        Raises Malformed, Unidentified, Unknown, Conflicting, OverBudget or Unavailable; then nothing changed.
        """
        placed = await self.catalog.widget(sending.widget)
        sending.reader.check_site(placed.widget.site)
        check_open(placed, self.clock())
        if not placed.format.takes_submissions(placed.spec):
            raise Conflicting("submissions_closed", "Nothing can be sent in here, or not any more.")
        submission = read_submission(placed, sending.body)
        await self.admit(sending)
        who = sheet_id(self.reader_secret, "uploads", sending.reader.random)
        settled = await settle_sent(self.engine, placed.widget.site, submission, who, self.quota)
        body = msgspec.json.encode(settled)
        reader = sheet_id(self.reader_secret, sending.widget, sending.reader.random)
        sent = Submission(
            widget=sending.widget,
            id=submission_id(sending.widget, reader, body),
            body=body,
            reader=reader,
            network=sending.network,
        )
        status = await submissions.add(self.engine, sent)
        return msgspec.structs.replace(sent, status=status)

    async def admit(self, sending: Sending) -> None:
        """Let a reader send one submission. Raises OverBudget."""
        who = sheet_id(self.reader_secret, "submissions", sending.reader.random)
        spendings = [Spending(self.reader, who), Spending(self.network, sending.network)]
        spendings += [Spending(self.stranger, sending.network)] * sending.stranger
        wait = longest(await self.budgets.spend(spendings))
        if wait is not None:
            raise OverBudget(
                "over_budget",
                f"Too many submissions at once; try again in {wait} s.",
                retry_after=wait,
            )


def read_submission(placed: Placed, body: bytes) -> Any:
    """Read and check the JSON of a submission by the widget's format. Raises Malformed."""
    submission = decode_submission(placed, body)
    placed.format.check_submission(placed.spec, submission)
    return submission


def decode_submission(placed: Placed, body: bytes) -> Any:
    """Read the JSON of a submission. Raises Malformed."""
    return strict_json.decode(body, placed.format.submission_type or Nothing, lines=True)


def submission_id(widget: str, reader: bytes, body: bytes) -> str:
    """Derive the id of a submission, which is an option id: the same from the same reader is the same one."""
    said = b"\n".join((widget.encode(), reader, body))
    return f"s_{hashlib.blake2b(said, digest_size=12, person=b'voxpop.sent').hexdigest()}"
