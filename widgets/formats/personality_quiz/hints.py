"""What the studio's form says of a personality quiz."""

from widgets.hints import Hint

HINTS = {
    "PersonalitySpec.outcomes": Hint(
        label="Outcomes", help="Where two are equal, the one that stands first wins.", begins=2
    ),
    "PersonalitySpec.pace": Hint(label="Pace", help="One question after the other, or all on one page."),
    "Outcome.text": Hint(label="Text", look="long"),
    "PersonalityQuestion.options": Hint(
        label="Options",
        help="A number says how much an option speaks for an outcome; below 0 against it, empty not at all.",
        begins=2,
    ),
    "WeightedOption.weights": Hint(label="Speaks for", refers="/outcomes"),
}
