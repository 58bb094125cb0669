"""Polls to look at and to test with: one of each kind, one in Arabic, and one of several questions."""

from widgets.format import Sample
from widgets.formats.poll.choices import Multiple, Single
from widgets.formats.poll.questions import PollBallot, PollOption
from widgets.formats.poll.rankings import Ranked
from widgets.formats.poll.ratings import Rating
from widgets.formats.poll.spec import PollSpec
from widgets.model import Picture

SEASONS = tuple(PollOption(id=text.lower(), text=text) for text in ("Spring", "Summer", "Autumn", "Winter"))
ROUTES = (
    PollOption(
        id="river",
        text="Along the river",
        picture=Picture(
            media="m_harbour-at-dusk-sample", alt="A ferry at a quay, at dusk", width=1600, height=1000
        ),
    ),
    PollOption(id="hill", text="Over the hill"),
    PollOption(id="market", text="Through the market"),
)


def _options(*options: str) -> PollBallot:
    return PollBallot(options=options)


def _ranking(*ranking: str) -> PollBallot:
    return PollBallot(ranking=ranking)


SINGLE = Sample(
    name="One choice",
    spec=PollSpec(
        title="Festival season",
        description="The town council decides in May.",
        questions=(Single(prompt="When should the festival be?", options=SEASONS),),
    ),
    ballots=[("", _options("summer")), ("", _options("winter"))],
    refused=[
        ("", PollBallot()),
        ("", _options()),
        ("", _options("monsoon")),
        ("", _options("spring", "summer")),
        ("", _ranking("spring")),
        ("", PollBallot(options=("spring",), rating=3)),
    ],
)
MULTIPLE = Sample(
    name="Several choices",
    spec=PollSpec(questions=(Multiple(prompt="Which seasons suit you?", options=SEASONS, least=2, most=3),)),
    ballots=[("", _options("spring", "autumn")), ("", _options("winter", "autumn", "summer"))],
    refused=[
        ("", _options("spring")),
        ("", _options("spring", "spring")),
        ("", _options("spring", "summer", "autumn", "winter")),
    ],
)
RANKED = Sample(
    name="Ranking",
    spec=PollSpec(questions=(Ranked(prompt="Which way should the new path go?", options=ROUTES),)),
    ballots=[
        ("", _ranking("river", "hill", "market")),
        ("", _ranking("hill")),
        ("", _ranking("market", "hill")),
    ],
    refused=[
        ("", _ranking()),
        ("", _ranking("hill", "hill")),
        ("", _ranking("hill", "sea")),
        ("", _options("hill")),
    ],
)
RATING = Sample(
    name="Rating",
    spec=PollSpec(questions=(Rating(prompt="How safe do you feel on a bicycle here?", greatest=7),)),
    ballots=[("", PollBallot(rating=1)), ("", PollBallot(rating=7))],
    refused=[
        ("", PollBallot(rating=0)),
        ("", PollBallot(rating=8)),
        ("", PollBallot(rating=-1)),
        ("", PollBallot(rating=10**400)),
        ("", _options("7")),
    ],
)
ARABIC = Sample(
    name="From right to left",
    spec=PollSpec(
        title="قراءة الأخبار",
        questions=(
            Single(
                prompt="أين تقرأ الأخبار عادةً؟",
                options=(
                    PollOption(id="phone", text="على الهاتف"),
                    PollOption(id="computer", text="على الحاسوب"),
                    PollOption(id="paper", text="في الجريدة"),
                ),
            ),
        ),
    ),
    ballots=[("", _options("paper")), ("", _options("phone"))],
    refused=[("", _options("summer"))],
)
SEVERAL = Sample(
    name="Four questions",
    spec=PollSpec(
        title="Your festival",
        questions=(
            Single(id="season", prompt="When should it be?", options=SEASONS),
            Multiple(id="also", prompt="When else could you come?", options=SEASONS),
            Ranked(id="route", prompt="Where should the parade go?", options=ROUTES, most=2),
            Rating(id="last", prompt="How was the last one?"),
        ),
    ),
    ballots=[
        ("season", _options("autumn")),
        ("also", _options("spring", "summer", "autumn", "winter")),
        ("route", _ranking("market", "river")),
        ("last", PollBallot(rating=4)),
    ],
    refused=[
        ("season", PollBallot(rating=4)),
        ("route", _ranking("market", "river", "hill")),
        ("last", PollBallot(rating=6)),
    ],
)

SAMPLES = (SINGLE, MULTIPLE, RANKED, RATING, ARABIC, SEVERAL)
