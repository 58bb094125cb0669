"""Video: a film on YouTube or Vimeo, or an uploaded one."""

from typing import Any

from widgets import rules
from widgets.errors import Malformed
from widgets.figures import copies_of, show_film
from widgets.format import NoBallot, Sample, Spectacle
from widgets.model import Picture, Spec, Upload
from widgets.parts import Media, Part
from widgets.players import find_player


class Film(Upload, frozen=True, kw_only=True):
    """An uploaded film."""

    kinds = ("video",)


class VideoSpec(Spec, frozen=True, kw_only=True):
    """Either the address of a film elsewhere, with a picture to show before it plays, or an uploaded film.

    The title says what is to be seen, for those who do not see it too.
    """

    url: str = ""
    film: Film | None = None
    poster: Picture | None = None
    caption: str = ""
    credit: str = ""


class Video(Spectacle[VideoSpec]):
    """A film, of which nothing is loaded from elsewhere before its reader presses play."""

    name = "video"
    spec_type = VideoSpec
    samples = (
        Sample[Any, NoBallot](
            name="On YouTube",
            spec=VideoSpec(
                title="The first video on YouTube: a visit to the zoo",
                url="https://youtu.be/jNQXAC9IVRw",
                poster=Picture(media="m_harbour-at-dusk-sample", alt="A painted harbour."),
            ),
        ),
        Sample[Any, NoBallot](
            name="An uploaded film",
            spec=VideoSpec(
                title="Waves under a full moon",
                film=Film(media="m_waves-as-a-film-sample"),
                caption="Four seconds of the sea.",
                credit="Painted for this demo",
            ),
        ),
        Sample[Any, NoBallot](
            name="A Vine", spec=VideoSpec(title="Six seconds of 2013", url="https://vine.co/v/bwBYItOUKrw")
        ),
    )

    def check_spec(self, spec: VideoSpec) -> None:
        """Refuse a film without a title, one from somewhere unknown, and two or none at once."""
        super().check_spec(spec)
        rules.check_text(spec.title, "title, which says what is to be seen,", most=200)
        rules.check_text(spec.caption, "caption", least=0, most=500)
        rules.check_text(spec.credit, "credit", least=0, most=200)
        if bool(spec.url) is (spec.film is not None):
            raise Malformed("which_media", "Give either the address of a film elsewhere or an uploaded film.")
        if spec.film is not None:
            rules.check_media(spec.film.media, "film")
        elif find_player(spec.url).kind == "audio":
            raise Malformed("wrong_media", "This address is that of a sound; use the format audio.")
        if spec.poster is not None:
            rules.check_picture(spec.poster, "poster")

    def ask(self, spec: VideoSpec) -> list[Part]:
        """Show the film, or the door to it."""
        if spec.film is None:
            return [*self.describe(spec), show_player(spec)]
        words = {"alt": spec.title, "caption": spec.caption, "credit": spec.credit}
        return [*self.describe(spec), show_film(spec.film, "video", **words)]


def show_player(spec: VideoSpec) -> Media:
    """Show the door to another service's player, or that the service is no more."""
    player = find_player(spec.url)
    here = player.kind != "gone"
    return Media(
        kind="player" if here else "notice",
        src=player.src,
        sources=copies_of(spec.poster.media, spec.poster.width) if spec.poster and here else [],
        width=16 if here else 0,
        height=9 if here else 0,
        alt=spec.title,
        caption=spec.caption,
        credit=spec.credit,
        provider=player.provider,
        link=player.link,
    )
