"""Lists on pages that the server writes: whole, in the order of their votes, each member with its count."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from api.public.scene import Scene, said
from widgets.model import Status
from widgets.parts import Choose, Item, Items, Option
from widgets.passages import Order

MOST_DESCRIBED = 100
"""Members that search engines are told of."""


class Row(Struct, frozen=True):
    """A member of a list with its number, and what was counted for it, or None while that is hidden."""

    number: int
    item: Item
    count: int | None


def list_rows(part: Items, scene: Scene) -> list[Row]:
    """Give the members of a list in their order."""
    orders = [each.ids for each in scene.widget.parts if isinstance(each, Order)]
    items = sort_items(part.items, orders[0] if orders else [])
    return [
        Row(at if part.ranked else item.number, item, count_of(item.choose, scene) if item.choose else None)
        for at, item in enumerate(items, 1)
    ]


def sort_items(items: Sequence[Item], order: Sequence[str]) -> list[Item]:
    """Put items into an order; those that are not in it stay behind, in the order they had."""
    places = {id: at for at, id in enumerate(order)}
    return sorted(items, key=lambda item: places.get(item.id, len(places)))


def count_of(choose: Choose, scene: Scene) -> int | None:
    """Give what the votes of a slot add up to; None while that is hidden."""
    counts = (scene.widget.tally or {}).get(choose.slot)
    if counts is None:
        return None
    return sum(int(option.value) * int(counts.get(option.key, 0)) for option in choose.options)


def describe_list(part: Items, scene: Scene, url: str) -> dict[str, Any]:
    """Describe a list by schema.org, as everyone may see it."""
    return {
        "@type": "ItemList",
        "name": scene.headline,
        "numberOfItems": len(part.items),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": row.number,
                "name": row.item.title,
                "url": f"{url}#item-{row.item.id}",
            }
            for row in list_rows(part, scene)[:MOST_DESCRIBED]
        ],
    }


def list_titles(scene: Scene) -> list[str]:
    """Give the titles of all members in their order."""
    lists = [part for part in scene.widget.parts if isinstance(part, Items)]
    return [row.item.title for part in lists for row in list_rows(part, scene)]


def takes_votes(part: Items, scene: Scene) -> bool:
    """Tell whether members can be voted for on this page."""
    return scene.widget.status is Status.PUBLISHED and not part.closed and not scene.still


def voted(choose: Choose, option: Option, scene: Scene) -> bool:
    """Tell whether the reader has cast this vote."""
    return option.value in said(choose, scene.mine)
