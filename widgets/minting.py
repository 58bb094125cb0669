"""Minting reader tokens: anyone may be a reader of a site, within a budget."""

import secrets

from widgets.catalog import Catalog
from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import OverBudget
from widgets.gate import for_strangers, longest
from widgets.readers import RANDOM_BYTES, Reader, Tokens

WINDOW = 60
"""Seconds that the budget is counted over."""


class Minting:
    """Mints tokens, so many a minute for each network."""

    def __init__(self, catalog: Catalog, budgets: Budgets, tokens: Tokens, *, budget: int) -> None:
        self.catalog = catalog
        self.budgets = budgets
        self.tokens = tokens
        self.budget = Budget("token", budget, WINDOW)
        self.stranger = Budget("stranger-token", for_strangers(budget), WINDOW)

    async def mint(self, site: str, network: bytes, *, stranger: bool = False) -> str:
        """Make the token of a new reader of a site. Raises Unknown for the site, and OverBudget."""
        random = secrets.token_bytes(RANDOM_BYTES)
        return self.tokens.sign(await self.admit(site, random, network, stranger=stranger))

    async def admit(self, site: str, random: bytes, network: bytes, *, stranger: bool = False) -> Reader:
        """Admit a reader with a random id that is given: the same id twice is the same reader.

        Raises Unknown for the site, and OverBudget.
        """
        found = await self.catalog.site(site)
        await self.spend(network, stranger=stranger)
        return Reader(found.id, random)

    async def spend(self, network: bytes, *, stranger: bool) -> None:
        """Let one new reader on a network pass; fewer of those who come from none of the site's pages.

        Raises OverBudget.
        """
        spendings = [Spending(each, network) for each in [self.budget, self.stranger][: 1 + stranger]]
        wait = longest(await self.budgets.spend(spendings))
        if wait is not None:
            raise OverBudget(
                "over_budget",
                f"Too many new readers on this network; try again in {wait} s.",
                retry_after=wait,
            )
