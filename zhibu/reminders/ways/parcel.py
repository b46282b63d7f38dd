"""What every way is given, and what it promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

TEXT = "支部里有要办的事，请登录查看。"


@dataclass(frozen=True, slots=True)
class Parcel:
    """`to`: the sign-in name; the gateway knows whose telephone that is. `id`: the same at every attempt.

    `phone`: the number on the card, given to a way that goes by numbers, and to no other.
    """

    id: str
    to: str
    on: str
    text: str = TEXT
    phone: str = ""


class Undelivered(Exception):
    """It did not arrive. The house tries again, and parks it where a person sees it after eight times."""


class Way(Protocol):
    @property
    def by_phone(self) -> bool:
        """Whether it goes by telephone numbers; another way is told the sign-in name alone."""
        ...

    def send(self, parcel: Parcel) -> None:
        """Hand it over, or raise Undelivered. The same parcel may come again."""
        ...
