"""All routes of the reader API, in the order in which the documentation shows them."""

from litestar import Router

from api.reader.ballots import cast_ballot, read_ballots, withdraw_ballot
from api.reader.live import watch_page
from api.reader.pages import read_board, read_counts, read_page, read_widget
from api.reader.readers import mint_reader
from api.reader.submissions import take_submission
from api.reader.uploads import take_upload

reader_router = Router(
    "/v1",
    route_handlers=[
        mint_reader,
        read_page,
        read_widget,
        cast_ballot,
        withdraw_ballot,
        take_submission,
        read_ballots,
        take_upload,
        read_counts,
        read_board,
        watch_page,
    ],
    tags=["readers"],
)
