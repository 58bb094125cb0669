"""Audio: a sound on SoundCloud or Mixcloud, or an uploaded one."""

from typing import Any

from widgets import rules
from widgets.errors import Malformed
from widgets.figures import show_film
from widgets.format import NoBallot, Sample, Spectacle
from widgets.model import Spec, Upload
from widgets.parts import Media, Part
from widgets.players import AUDIO_HEIGHT, find_player


class Sound(Upload, frozen=True, kw_only=True):
    """An uploaded sound."""

    kinds = ("audio",)


class AudioSpec(Spec, frozen=True, kw_only=True):
    """Either the address of a sound elsewhere or an uploaded one; the title says what is to be heard.

    The description is a good place for what is said in it.
    """

    url: str = ""
    sound: Sound | None = None
    caption: str = ""
    credit: str = ""


class Audio(Spectacle[AudioSpec]):
    """A sound, of which nothing is loaded from elsewhere before its reader presses play."""

    name = "audio"
    spec_type = AudioSpec
    samples = (
        Sample[Any, NoBallot](
            name="An uploaded sound",
            spec=AudioSpec(
                title="The fog horn",
                sound=Sound(media="m_fog-horn-twice--sample"),
                caption="Two blasts, every half minute.",
                credit="Made for this demo",
            ),
        ),
        Sample[Any, NoBallot](
            name="On SoundCloud",
            spec=AudioSpec(
                title="Flickermood", url="https://soundcloud.com/forss/flickermood", credit="Forss"
            ),
        ),
        Sample[Any, NoBallot](
            name="On Mixcloud",
            spec=AudioSpec(title="A party time mix", url="https://www.mixcloud.com/spartacus/party-time/"),
        ),
    )

    def check_spec(self, spec: AudioSpec) -> None:
        """Refuse a sound without a title, one from somewhere unknown, and two or none at once."""
        super().check_spec(spec)
        rules.check_text(spec.title, "title, which says what is to be heard,", most=200)
        rules.check_text(spec.caption, "caption", least=0, most=500)
        rules.check_text(spec.credit, "credit", least=0, most=200)
        if bool(spec.url) is (spec.sound is not None):
            raise Malformed("which_media", "Give either the address of a sound elsewhere or an uploaded one.")
        if spec.sound is not None:
            rules.check_media(spec.sound.media, "sound")
        elif find_player(spec.url).kind != "audio":
            raise Malformed("wrong_media", "This address is that of a film; use the format video.")

    def ask(self, spec: AudioSpec) -> list[Part]:
        """Show what plays the sound, or the door to it."""
        if spec.sound is not None:
            words = {"alt": spec.title, "caption": spec.caption, "credit": spec.credit}
            return [*self.describe(spec), show_film(spec.sound, "audio", **words)]
        player = find_player(spec.url)
        door = Media(
            kind="player",
            src=player.src,
            height=AUDIO_HEIGHT[player.provider],
            provider=player.provider,
            link=player.link,
            alt=spec.title,
            caption=spec.caption,
            credit=spec.credit,
        )
        return [*self.describe(spec), door]
