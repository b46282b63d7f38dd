"""A hand that counts what it does on a page: clicks, ticks, controls typed into."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Hand:
    """What somebody did with one page of a browser."""

    page: Page
    clicks: int = 0
    ticks: int = 0
    typed: list[str] = field(default_factory=list)

    def click(self, words: str, *, within: str = "main", exact: bool = True) -> None:
        """A button or a link, by the words on it."""
        place = self.page.locator(within)
        found = place.get_by_role("button", name=words, exact=exact).or_(
            place.get_by_role("link", name=words, exact=exact)
        )
        found.first.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def tick(self, selector: str) -> None:
        self.page.locator(selector).locator("xpath=ancestor::label[1]").click()
        self.ticks += 1

    def type(self, name: str, value: str) -> None:
        """Type one value into the control of this name."""
        self.page.locator(f"[name='{name}']").first.fill(value)
        self.typed.append(name)

    def counted(self) -> tuple[int, int, int]:
        """(clicks, controls typed into, ticks) since the last time."""
        found = self.clicks, len(self.typed), self.ticks
        self.clicks, self.typed, self.ticks = 0, [], 0
        return found
