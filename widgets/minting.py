"""Minting reader tokens: anyone may be a reader of a site, within a budget."""

from widgets.catalog import Catalog
from widgets.counts.budgets import Budget, Budgets, Spending
from widgets.errors import OverBudget
from widgets.readers import Tokens

WINDOW = 60
"""Seconds that the budget is counted over."""


class Minting:
    """Mints tokens, so many a minute for each network."""

    def __init__(self, catalog: Catalog, budgets: Budgets, tokens: Tokens, *, budget: int) -> None:
        self.catalog = catalog
        self.budgets = budgets
        self.tokens = tokens
        self.budget = Budget("token", budget, WINDOW)

    async def mint(self, site: str, network: bytes) -> str:
        """Make the token of a new reader of a site. Raises Unknown for the site, and OverBudget."""
        found = await self.catalog.site(site)
        (wait,) = await self.budgets.spend([Spending(self.budget, network)])
        if wait is not None:
            raise OverBudget(
                "over_budget",
                f"Too many new readers on this network; try again in {wait} s.",
                retry_after=wait,
            )
        return self.tokens.mint(found.id)
