"""Trivia quizzes to look at and to test with: one question after the other, and all on one page."""

from msgspec import structs

from widgets.format import Sample
from widgets.formats.trivia_quiz.asking import Choice, Evidence, TriviaBallot, Typed
from widgets.formats.trivia_quiz.spec import Band, TriviaSpec
from widgets.model import Picture
from widgets.questions import QuizOption


def _options(**texts: str) -> tuple[QuizOption, ...]:
    return tuple(QuizOption(id=id, text=text) for id, text in texts.items())


def _choice(id: str) -> TriviaBallot:
    return TriviaBallot(choice=id)


def _text(text: str) -> TriviaBallot:
    return TriviaBallot(text=text)


MOON = Choice(
    id="moon",
    prompt="What chiefly makes the tides rise and fall?",
    options=_options(wind="The wind", pull="The pull of the Moon", melt="Melting ice", spin="Earthquakes"),
    answer="pull",
    picture=Picture(
        media="m_harbour-at-dusk-sample", alt="A ferry and three cranes at a quay, at low water."
    ),
    explanation="It pulls more on the near side of the Earth than on the far side, and the sea follows.",
)
DEPTH = Choice(
    id="depth",
    prompt="Which trench is the deepest known place in the sea?",
    options=_options(tonga="Tonga Trench", mari="Mariana Trench", java="Java Trench", peru="Atacama Trench"),
    answer="mari",
    explanation="Its deepest point lies almost eleven kilometres below the surface.",
    evidence=Evidence(0, 47, "No sounding has ever gone deeper than that one."),
)
SALT = Choice(
    id="salt",
    prompt="About how many grams of salt are in a kilogram of sea water?",
    options=_options(n1="3", n2="35", n3="120", n4="350"),
    answer="n2",
    explanation="Three and a half per cent; the Dead Sea has about ten times as much.",
)
SEA = TriviaSpec(
    title="How well do you know the sea?",
    description="Three questions, one after the other.",
    questions=(MOON, DEPTH, SALT),
    bands=(
        Band(id="shore", least=0, title="Ashore", text="The sea has much left to tell you."),
        Band(id="sailor", least=2, title="Able sailor", text="You would find your way by the stars."),
        Band(id="captain", least=3, title="Captain", text="Nothing that floats is strange to you."),
    ),
)
ONE_BY_ONE = Sample(
    name="One question after the other",
    spec=SEA,
    ballots=[("moon", _choice("pull")), ("depth", _choice("java")), ("salt", _choice("n2"))],
    refused=[
        ("moon", TriviaBallot()),
        ("moon", _choice("mari")),
        ("moon", _text("The pull of the Moon")),
        ("moon", TriviaBallot(give_up=True)),
        ("moon", TriviaBallot(choice="pull", text="pull")),
    ],
    alike=[
        structs.replace(
            SEA,
            questions=(
                structs.replace(MOON, answer="wind", explanation="It would be so on another planet."),
                structs.replace(DEPTH, answer="tonga", explanation="", evidence=None),
                structs.replace(SALT, answer="n4", options=SALT.options[::-1]),
            ),
        )
    ],
)

CAPITAL = Typed(
    id="capital",
    prompt="Which capital lies farthest north of all sovereign states?",
    answer="Reykjavík",
    accepted=("Reykjawik",),
    explanation="It lies at 64 degrees north; Helsinki, the runner-up on the mainland, at 60.",
)
LEGS = Typed(
    id="legs",
    prompt="How many legs do three spiders have?",
    answer="twenty-four",
    explanation="Each of them has eight.",
)
ISLAND = Choice(
    id="island",
    prompt="Which of these is not an island?",
    options=_options(k="Korea", m="Madagascar", s="Sicily"),
    answer="k",
    order="written",
    explanation="It is a peninsula: three sides of it are by the sea.",
)
GLOBE = TriviaSpec(title="A small quiz of the world", questions=(CAPITAL, LEGS, ISLAND), pace="all")
ALL_AT_ONCE = Sample(
    name="All on one page, with answers to write",
    spec=GLOBE,
    ballots=[
        ("capital", _text(" REYKJAVIK! ")),
        ("capital", _text("Oslo")),
        ("capital", TriviaBallot(give_up=True)),
        ("legs", _text("24")),
        ("island", _choice("k")),
    ],
    refused=[
        ("capital", _text("  ")),
        ("capital", _text("x" * 101)),
        ("capital", _choice("k")),
        ("island", _text("Korea")),
    ],
    alike=[
        structs.replace(
            GLOBE,
            questions=(
                structs.replace(CAPITAL, answer="Nuuk", accepted=(), explanation="If it were sovereign."),
                structs.replace(LEGS, answer="thirty", accepted=("three tens",)),
                structs.replace(ISLAND, answer="s", explanation="It is not one."),
            ),
        )
    ],
)

SAMPLES = (ONE_BY_ONE, ALL_AT_ONCE)
