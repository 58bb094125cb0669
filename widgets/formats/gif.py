"""Gif: a short animation without sound, which its reader can stop."""

from typing import Any

from widgets import rules
from widgets.figures import show_film
from widgets.format import NoBallot, Sample, Spectacle
from widgets.model import Spec, Upload
from widgets.parts import Part


class Clip(Upload, frozen=True, kw_only=True):
    """An animation, with the words for those who do not see it, and who made it."""

    kinds = ("clip",)

    alt: str
    credit: str = ""


class GifSpec(Spec, frozen=True, kw_only=True):
    """An animation, and what is written below it."""

    clip: Clip
    caption: str = ""


class Gif(Spectacle[GifSpec]):
    """An animation that plays where motion is welcome, and stops at a click."""

    name = "gif"
    spec_type = GifSpec
    samples = (
        Sample[Any, NoBallot](
            name="An animation",
            spec=GifSpec(
                clip=Clip(
                    media="m_waves-at-night--sample",
                    alt="Waves roll under a full moon.",
                    credit="Painted for this demo",
                ),
                caption="High tide, half past eleven.",
            ),
        ),
    )

    def check_spec(self, spec: GifSpec) -> None:
        """Refuse an animation without alternative text."""
        super().check_spec(spec)
        rules.check_media(spec.clip.media, "animation")
        rules.check_text(spec.clip.alt, "alternative text of the animation", most=500)
        rules.check_text(spec.clip.credit, "credit of the animation", least=0, most=200)
        rules.check_text(spec.caption, "caption", least=0, most=500)

    def ask(self, spec: GifSpec) -> list[Part]:
        """Show the animation."""
        clip = spec.clip
        shown = show_film(clip, "clip", alt=clip.alt, caption=spec.caption, credit=clip.credit)
        return [*self.describe(spec), shown]
