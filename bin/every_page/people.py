"""Who looks: the people of the demonstration, and one who is let in for a time."""

from __future__ import annotations

import sys
from typing import Any

EXAMINER = "examiner"
PEOPLE = ("", "member", "secretary", "officer", "auditor", "system", "security", "audit", EXAMINER)
CODE = "form:has([name=code]) button[type=submit]"
PASSWORD = "form:has([name=password]) button[type=submit]"


def sign_in(browser: Any, told: dict[str, Any], person: str) -> Any:
    """With name and password; a guest just comes."""
    if not person:
        return _enter(browser, "", {}, "")
    login = told["logins"][person]
    state = _enter(browser, told["url"], {"login": login["login"], "password": login["password"]}, PASSWORD)
    return state or sys.exit(f"{person} could not sign in")


def come_in(browser: Any, root: str, code: str) -> Any:
    """With the code of a slip, as whoever was let in today."""
    return _enter(browser, root, {"code": code}, CODE)


def _enter(browser: Any, root: str, words: dict[str, str], button: str) -> Any:
    context = browser.new_context()
    try:
        if words:
            page = context.new_page()
            page.goto(f"{root}/sign-in/")
            for name, text in words.items():
                page.fill(f"[name={name}]", text)
            page.locator(button).first.click()
            page.wait_for_load_state()
            if "/sign-in/" in page.url:
                return None
        return context.storage_state()
    finally:
        context.close()
