"""The small news of the demo, all of it invented: what each story is called and what it counted before."""

from msgspec import Struct


class Story(Struct, frozen=True, kw_only=True):
    """A story on the demo's front page. Its text is a template that is called like its `slug`."""

    slug: str
    section: str
    title: str
    standfirst: str
    minutes: int
    shares: int
    points: int
    reactions: dict[str, int] = {}


STORIES = (
    Story(
        slug="clock",
        section="Town",
        title="Town clock has run seven minutes fast since 1962, a survey finds",
        standfirst="Half of Quillham sets its watches by it. Residents will be asked before it is put right.",
        minutes=1,
        shares=57,
        points=40,
        reactions={"fun": 33, "geeky": 14, "confused": 6},
    ),
    Story(
        slug="night-tram",
        section="Transport",
        title="The night tram returns to the harbour after eleven years",
        standfirst="Line 4 will run until two in the morning again. Its driver has kept the old timetable.",
        minutes=1,
        shares=48,
        points=61,
        reactions={"love": 21, "geeky": 9, "fail": 2},
    ),
    Story(
        slug="swifts",
        section="Nature",
        title="Eleven swifts hold up the new roof of the town hall",
        standfirst="The scaffolding stands, the tiles are here, and nobody may climb up before August.",
        minutes=1,
        shares=31,
        points=54,
        reactions={"cute": 28, "love": 12},
    ),
    Story(
        slug="library",
        section="Culture",
        title="The library now lends ladders, drills and a tuba",
        standfirst="In its first month the shelf of things went out more often than the crime novels.",
        minutes=1,
        shares=73,
        points=92,
        reactions={"love": 34, "fun": 17},
    ),
    Story(
        slug="ferry",
        section="Science",
        title="The old river ferry crosses without a sound",
        standfirst="Batteries take the place of an engine from 1938. Regulars say they miss the rattle.",
        minutes=1,
        shares=26,
        points=38,
        reactions={"geeky": 15, "love": 5},
    ),
    Story(
        slug="pears",
        section="Nature",
        title="Schoolchildren count 1,204 pear trees along the old railway",
        standfirst="Nobody knew they were there. One of them may be a variety that was thought to be lost.",
        minutes=1,
        shares=19,
        points=27,
        reactions={"cute": 9, "love": 8},
    ),
)
