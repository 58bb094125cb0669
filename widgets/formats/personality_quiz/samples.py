"""Personality quizzes to look at and to test with."""

from msgspec import structs

from widgets.format import Sample
from widgets.formats.personality_quiz.spec import (
    Outcome,
    PersonalityBallot,
    PersonalityQuestion,
    PersonalitySpec,
    WeightedOption,
)
from widgets.model import Picture


def _option(id: str, text: str, **weights: int) -> WeightedOption:
    return WeightedOption(id=id, text=text, weights=weights)


def _choice(id: str) -> PersonalityBallot:
    return PersonalityBallot(choice=id)


MORNING = PersonalityQuestion(
    id="morning",
    prompt="It is Sunday morning. Where are you?",
    options=(
        _option("bed", "Still in bed, with a book", night=2),
        _option("market", "At the market, talking to everybody", tram=2),
        _option("hill", "On a hill, alone", ferry=2),
    ),
)
LUGGAGE = PersonalityQuestion(
    id="luggage",
    prompt="What do you never travel without?",
    options=(
        _option("map", "A paper map", ferry=2, tram=1),
        _option("food", "Something to eat", tram=2),
        _option("music", "Music", night=3, tram=-1),
    ),
)
PLAN = PersonalityQuestion(
    id="plan",
    prompt="Your connection is cancelled. What now?",
    options=(
        _option("walk", "Walk on", ferry=3),
        _option("ask", "Ask people", tram=3),
        _option("wait", "Wait and look at the lights", night=3),
    ),
)
LINES = PersonalitySpec(
    title="Which way of getting about are you?",
    description="Three questions. You can change your mind until you have answered the last.",
    outcomes=(
        Outcome(id="tram", title="The tram at noon", text="People, windows, and a stop at every corner."),
        Outcome(id="night", title="The night bus", text="You are at your best when the streets are empty."),
        Outcome(
            id="ferry",
            title="The ferry",
            text="Slow, windy, and with the best view of all.",
            picture=Picture(media="m_harbour-at-dusk-sample", alt="A moored ferry before an orange sky."),
        ),
    ),
    questions=(MORNING, LUGGAGE, PLAN),
)


def _reversed(question: PersonalityQuestion) -> PersonalityQuestion:
    weights = [option.weights for option in question.options][::-1]
    options = [
        structs.replace(option, weights=each) for option, each in zip(question.options, weights, strict=True)
    ]
    return structs.replace(question, options=tuple(options))


ONE_BY_ONE = Sample(
    name="One question after the other",
    spec=LINES,
    ballots=[("morning", _choice("bed")), ("luggage", _choice("food")), ("plan", _choice("wait"))],
    refused=[("morning", _choice("map")), ("luggage", _choice("")), ("plan", _choice("tram"))],
    alike=[structs.replace(LINES, questions=tuple(map(_reversed, LINES.questions)))],
)
ON_ONE_PAGE = Sample(
    name="All on one page",
    spec=structs.replace(LINES, title="And all at once?", description="", pace="all"),
    ballots=[("morning", _choice("hill")), ("luggage", _choice("map")), ("plan", _choice("walk"))],
    refused=[("morning", _choice("walk"))],
    alike=[
        structs.replace(
            LINES,
            title="And all at once?",
            description="",
            pace="all",
            questions=tuple(map(_reversed, LINES.questions)),
        )
    ],
)

SAMPLES = (ONE_BY_ONE, ON_ONE_PAGE)
