"""What there is to look at or listen to, in the words of schema.org."""

from typing import Any

from api.public.scene import Scene
from widgets.parts import Media

THINGS = {"image": "ImageObject", "clip": "VideoObject", "video": "VideoObject", "audio": "AudioObject"}


def describe_media(part: Media, scene: Scene, base: str) -> dict[str, Any]:
    """Describe something to look at or listen to. Nothing is said of what is no longer there."""
    kind = "audio" if part.kind == "player" and not part.width else "video"
    thing = THINGS.get(part.kind, THINGS[kind])
    pictures = [place(each.src, base) for each in part.sources]
    data: dict[str, Any] = {
        "@type": thing,
        "name": scene.widget.title or part.alt or scene.headline,
        "description": part.caption or part.alt or scene.description,
        "creditText": part.credit,
    }
    if part.kind == "player":
        data |= {"embedUrl": part.src, "url": part.link}
    else:
        data |= {"contentUrl": place(part.src, base), "width": part.width, "height": part.height}
    if pictures and thing != "ImageObject":
        data["thumbnailUrl"] = pictures[-1]
    if thing == "ImageObject":
        data["caption"] = part.caption
    return {name: value for name, value in data.items() if value}


def place(src: str, base: str) -> str:
    """Give the whole address of a path of ours."""
    return base + src if src.startswith("/") else src


def guess_height(part: Media, width: int) -> int:
    """Guess how high something is, in pixels, where it may be so wide."""
    below = 40 if part.caption or part.credit else 0
    match part.kind:
        case "audio":
            return 60 + below
        case "notice":
            return 130 + below
        case "player":
            return (width * part.height // part.width if part.width else part.height) + 40 + below
    shown = min(width, part.width or width)
    return min(shown * part.height // (part.width or 1), 800) + below
