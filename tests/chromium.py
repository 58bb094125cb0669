"""Finding a browser for the tests, and starting it so that it speaks to nobody but us."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Pages that a test makes up count as of the internet, which may not reach this machine unasked.
    "--disable-features=LocalNetworkAccessChecks",
    # Chromium's sandbox does not start as root, as whom containers run.
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def find_chromium() -> Path | None:
    """The program of an installed browser, else of the one that Playwright downloaded, else None."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return Path(found)
    return next((Path(each) for each in APPLICATIONS if Path(each).exists()), None) or _of_playwright()


def _of_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
