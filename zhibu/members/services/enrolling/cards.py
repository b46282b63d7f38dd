"""The cards of the grant's range that a sheet speaks of, read once, in the few columns a comparison needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from zhibu.kernel import crypto
from zhibu.kernel.fields import unseal
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Grouping, Member, Membership, Particular

from .pouring import BYTES, as_text

AT_ONCE = 5000
Item = TypeVar("Item")

COLUMNS = (
    "pk",
    "code",
    "name",
    "sex",
    "ethnicity",
    "born_on",
    "joined_on",
    "converted_on",
    "landline",
    "branch_id",
    "gone_on",
    "reviewed_at",
    "first_reviewed_at",
    "id_number_sealed",
    "id_number_index",
    "id_number_mask",
    "mobile_index",
    "mobile_mask",
    "home_address_sealed",
    "home_address_mask",
    "mobile_sealed",
)


@dataclass(slots=True)
class Card:
    """A card as it stands. `today`: kind → (code, since, basis); `waiting`: field → the value that waits."""

    pk: UUID
    code: str
    name: str
    sex: str
    ethnicity: str
    born_on: date
    joined_on: date
    converted_on: date | None
    landline: str
    branch_id: int
    gone_on: date | None
    reviewed_at: datetime | None
    first_reviewed_at: datetime | None
    id_number_sealed: bytes | None
    id_number_index: bytes | None
    id_number_mask: str
    mobile_index: bytes | None
    mobile_mask: str
    home_address_sealed: bytes | None
    home_address_mask: str
    mobile_sealed: bytes | None
    today: dict[str, tuple[str, date, str]] = field(default_factory=dict)
    came: tuple[date, str] | None = None
    group: tuple[int | None, str] = (None, "")
    waiting: dict[str, str] = field(default_factory=dict)

    @property
    def reviewed_once(self) -> bool:
        return self.reviewed_at is not None or self.first_reviewed_at is not None

    def opened(self, name: str) -> str:
        """A sealed field in clear: only to compare it, or to seal it anew elsewhere."""
        blob = getattr(self, f"{name}_sealed")
        if blob is None:
            return ""
        place = f"{Member._meta.db_table}.{name}"
        return crypto.unseal(bytes(blob), place=place, row=str(self.pk)).decode()


@dataclass(slots=True)
class Cards:
    by_code: dict[str, Card] = field(default_factory=dict)
    by_mark: dict[bytes, Card] = field(default_factory=dict)

    @classmethod
    def found(cls, scope: Scope, *, codes: Collection[str], marks: Collection[bytes]) -> Cards:
        cards = cls()
        for some in pieces(sorted(codes)):
            cards._take(scope, "code = ANY (%s)", list(some))
        for found_by in pieces(sorted(marks)):
            cards._take(scope, f"id_number_index = ANY ({BYTES})", as_text(found_by))
        cards._furnish()
        return cards

    @classmethod
    def locked(cls, scope: Scope, pks: Collection[UUID]) -> dict[UUID, Card]:
        """These cards as they stand now, held until the end of the transaction."""
        cards = cls()
        hold(scope, pks)
        cards._take(scope, "person_id = ANY (%s)", list(pks))
        cards._furnish()
        return {card.pk: card for card in cards.by_code.values()}

    def _take(self, scope: Scope, wanted: str, any_of: list[Any] | str) -> None:
        for values in read(scope, wanted, any_of):
            card = self.by_code.get(values[1]) or Card(*values)
            self.by_code[card.code] = card
            if card.id_number_index is not None:
                self.by_mark[bytes(card.id_number_index)] = card

    def _furnish(self) -> None:
        by_pk = {card.pk: card for card in self.by_code.values()}
        for some in pieces(list(by_pk)):
            rows = Particular.objects.filter(member_id__in=some, until=None)
            for pk, kind, code, since, basis in rows.values_list(
                "member_id", "kind", "code", "from_on", "basis"
            ):
                by_pk[pk].today[kind] = code, since, basis
            here = Membership.objects.filter(member_id__in=some, until=None)
            for pk, from_on, how in here.values_list("member_id", "from_on", "how"):
                by_pk[pk].came = from_on, how
            grouped = Grouping.objects.filter(member_id__in=some, until=None)
            for pk, group, name in grouped.values_list("member_id", "group_id", "group__name"):
                by_pk[pk].group = group, name
            for change in Change.objects.filter(
                member_id__in=some, state=Change.State.ENTERED, wanted_sealed__isnull=False
            ):
                by_pk[change.member_id].waiting[change.field] = unseal(change, "wanted")


def pieces(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """So many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def hold(scope: Scope, people: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Lock the cards of these persons, as far as the grant reaches, in one order."""
    rows = Member.objects.within(scope).filter(pk__in=people).order_by("pk")
    return list(rows.select_for_update().values_list("pk", "name"))


def read(scope: Scope, wanted: str, any_of: list[Any] | str) -> list[tuple[Any, ...]]:
    """COLUMNS of the cards found by one array: of thousands of values Django would turn over each."""
    rows = Member.objects.within(scope).extra(where=[wanted], params=[any_of])  # noqa: S610
    return list(rows.values_list(*COLUMNS))
