"""What the studio's form says of a trivia quiz."""

from widgets.hints import Hint

HINTS = {
    "TriviaSpec.bands": Hint(label="Score bands", help="What is said at the end; the lowest begins at 0."),
    "TriviaSpec.pace": Hint(label="Pace", help="One question after the other, or all on one page."),
    "TriviaSpec.article": Hint(look="kept"),
    "Choice.answer": Hint(label="Right answer", refers="options"),
    "Choice.order": Hint(
        label="Order of the options", help="Mixed for readers, or as written, such as years."
    ),
    "Typed.answer": Hint(label="Right answer", help="As it is shown afterwards."),
    "Typed.accepted": Hint(
        label="Other spellings", help="One a line. Case, accents, spaces and punctuation need none."
    ),
    "Band.least": Hint(label="From this score"),
    "Band.text": Hint(label="Text", look="long"),
}
