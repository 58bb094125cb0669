"""What the studio's form says of a poll."""

from widgets.hints import Hint

HINTS = {
    "Rating.greatest": Hint(label="Greatest number", help="Readers rate from 1 to this."),
    "Multiple.most": Hint(label="At most", help="Empty for as many as there are."),
    "Ranked.least": Hint(label="At least", help="How many options a reader must rank."),
    "PollOption.alt": Hint(label="Alternative text", help="Says what the image shows."),
}
