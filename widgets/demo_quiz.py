"""The quiz on the demo article, in whose text its evidence stands: paragraphs, two line feeds apart."""

from widgets.formats.trivia_quiz import Band, Choice, Evidence, QuizOption, TriviaSpec, Typed


def _options(**texts: str) -> tuple[QuizOption, ...]:
    return tuple(QuizOption(id=id, text=text) for id, text in texts.items())


CEASEFIRE = Choice(
    id="ceasefire",
    prompt="In which year did a ceasefire halt the war over Nagorno-Karabakh that had begun in 1988?",
    options=_options(nineteen="1990", thaw="1992", halt="1994", late="1996"),
    answer="halt",
    explanation="Six years of war ended in 1994, and left the enclave in Armenian hands.",
    evidence=Evidence(
        419,
        611,
        "The people who live in it are ethnic Armenians, however, and Armenians have held it since a war "
        "that began in 1988, as the Soviet Union was coming apart, and was halted by a ceasefire in 1994.",
    ),
)
ALLY = Choice(
    id="ally",
    prompt="Which country supported Azerbaijan in the war of 2020?",
    options=_options(tbilisi="Georgia", ankara="Turkey", tehran="Iran", astana="Kazakhstan"),
    answer="ankara",
    explanation="With support from Turkey, Azerbaijan won back part of the enclave and districts around it.",
    evidence=Evidence(
        1733,
        1849,
        "In the war of 2020 Azerbaijan, which Turkey supported, won back part of the enclave and several "
        "districts around it.",
    ),
)
BROKER = Choice(
    id="broker",
    prompt="Who brokered the agreement that ended the war of 2020?",
    options=_options(
        brussels="The European Union", geneva="The United Nations", paris="France", moscow="Russia"
    ),
    answer="moscow",
    explanation="Russia did, and sent peacekeepers. They were to keep the enclave’s link with Armenia open.",
    evidence=Evidence(
        2380,
        2527,
        "Russia brokered the agreement of 2020 and has peacekeepers in the enclave, who were to keep its "
        "link with Armenia open and have mostly stood aside.",
    ),
)
CAPITAL = Typed(
    id="capital",
    prompt="Which city is the capital of Nagorno-Karabakh?",
    answer="Stepanakert",
    accepted=("Khankendi", "Xankəndi"),
    explanation="Stepanakert is its Armenian name; in Azerbaijan the city is called Khankendi.",
    evidence=Evidence(
        720,
        816,
        "It said that Stepanakert, the capital, was under heavy fire along with other towns and villages.",
    ),
)
ENVOY = Choice(
    id="envoy",
    prompt="Who was the EU’s special representative for the South Caucasus in September 2023?",
    options=_options(
        michel="Charles Michel", klaar="Toivo Klaar", hajiyev="Hikmet Hajiyev", peskov="Dmitry Peskov"
    ),
    answer="klaar",
    explanation="Toivo Klaar was. Charles Michel was president of the European Council.",
    evidence=Evidence(
        2202,
        2378,
        "Toivo Klaar, the EU’s special representative for the South Caucasus, called the reported deaths by "
        "mines “tragic”, but said that to go on fighting would only make things worse.",
    ),
)
DRILLS = Choice(
    id="drills",
    prompt="Soldiers of which country exercised with Armenia’s in September 2023?",
    options=_options(athens="Greece", delhi="India", washington="The United States", minsk="Belarus"),
    answer="washington",
    explanation="They began after Armenia had cancelled drills of an alliance that Russia leads.",
    evidence=Evidence(
        2829,
        3067,
        "Its prime minister, Nikol Pashinyan, has raised the idea of leaving the Collective Security Treaty "
        "Organization, an alliance that Russia leads, and cancelled its drills in Armenia; last week "
        "exercises with American soldiers began instead.",
    ),
)
NAME = Typed(
    id="name",
    prompt="What do Armenians call Nagorno-Karabakh?",
    answer="Artsakh",
    accepted=("Republic of Artsakh", "Arzach", "Artsax"),
    explanation="Armenians call it Artsakh, and its self-declared state the Republic of Artsakh.",
    evidence=Evidence(
        613,
        719,
        "Armenia’s foreign ministry spoke of a major offensive against what Armenians call the Republic of "
        "Artsakh.",
    ),
)

QUIZ = TriviaSpec(
    title="How closely did you read?",
    description="Seven questions about this article. Every answer stands in it.",
    questions=(CEASEFIRE, ALLY, BROKER, CAPITAL, ENVOY, DRILLS, NAME),
    bands=(
        Band(id="skimmed", least=0, title="Headline reader", text="The article above has the rest."),
        Band(
            id="read", least=3, title="Attentive reader", text="The main threads of the conflict are clear."
        ),
        Band(id="knows", least=5, title="Well informed", text="Few who read the news know this much of it."),
        Band(id="desk", least=7, title="Foreign desk", text="Nothing missed. You could have written it."),
    ),
    article="801545afffd16b5f28d228a01d45c9c05988adc26d2809c569832c0992055d94",
)
