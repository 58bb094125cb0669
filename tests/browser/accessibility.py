"""What axe finds wrong with a page for people who use it with other senses, tools or hands."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Frame, Page

AXE = Path(__file__).resolve().parents[2] / "browser" / "node_modules" / "axe-core" / "axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    """The whole of axe; a page's policy does not concern what the browser's debugger evaluates."""
    assert AXE.exists(), "axe is not there: run `make browser`."
    return AXE.read_text()


async def check_accessibility(page: Page | Frame, *without: str) -> None:
    """See that axe finds no violation of WCAG 2.2 AA on a page as it is now, shadow roots included.

    `without` names rules that are not asked, each for a reason that the caller gives.
    """
    await page.evaluate(f"() => {{ {source()} }}")
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": RULES},
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = await page.evaluate("(options) => axe.run(document, options)", options)
    violations = [describe(each) for each in found["violations"]]
    assert not violations, "\n".join(violations)


def describe(violation: dict[str, Any]) -> str:
    """One violation in a line, with where it is."""
    places = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:5]]
    return f"{violation['id']}: {violation['help']}; " + "; ".join(places)
