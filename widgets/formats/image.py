"""Image: one picture, with the words for those who do not see it."""

from typing import Any

from widgets import rules
from widgets.figures import show_picture
from widgets.format import NoBallot, Sample, Spectacle
from widgets.model import Picture, Spec
from widgets.parts import Part


class ImageSpec(Spec, frozen=True, kw_only=True):
    """A picture, and what is written below it."""

    picture: Picture
    caption: str = ""


class Image(Spectacle[ImageSpec]):
    """One picture to look at, in the size that fits the screen."""

    name = "image"
    spec_type = ImageSpec
    samples = (
        Sample[Any, NoBallot](
            name="A picture",
            spec=ImageSpec(
                picture=Picture(
                    media="m_harbour-at-dusk-sample",
                    alt="Three cranes and a moored ferry before an orange evening sky.",
                    credit="Painted for this demo",
                ),
                caption="The harbour at dusk, when the last ferry has come in.",
            ),
        ),
    )

    def check_spec(self, spec: ImageSpec) -> None:
        """Refuse a picture without alternative text."""
        super().check_spec(spec)
        rules.check_picture(spec.picture, "picture")
        rules.check_text(spec.caption, "caption", least=0, most=500)

    def ask(self, spec: ImageSpec) -> list[Part]:
        """Show the picture."""
        return [*self.describe(spec), show_picture(spec.picture, spec.caption)]
