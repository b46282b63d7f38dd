"""Writing. Each function is one sentence that a villager or the one who answers could say."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.scope import Refused, Scope
from zhibu.orgs.models import Org
from zhibu.orgs.offices import OFFICES

from . import selectors
from .models import LONGEST, Step, Suggestion
from .secrets import daily, digest, id_of, word_of

MOST_A_DAY = 20  # from one address, behind which a whole village hall may sit


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the writer takes along; the word is told this once."""

    number: str
    word: str


def send_suggestion(
    scope: Scope, *, about: int | None, text: str, name: str, contact: str, once: str, address: str
) -> Receipt:
    """Tell a branch, or the platform's keepers (about=None), something. The same `once` twice is one.

    Not audited: a trace of who wrote would undo what a nameless suggestion is for. Raises ValidationError.
    """
    if not scope.may("voice.say"):
        raise Refused("voice.say")
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("还没有写意见。请写一两句：什么事，在哪里，希望怎么办。")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("写得太长，最多 %(most)d 个字。") % {"most": LONGEST}})
    one = Suggestion(id=id_of(once, str(about), text, name, contact), text=text, name=name)
    seal(one, "contact", contact)
    word, today = word_of(one.id), clock.today()
    values = [one.id, about, text, name, one.contact_sealed, one.contact_mask]  # type: ignore[attr-defined]
    values += [digest(word), daily("say", address, today), today, MOST_A_DAY]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT zhibu.voice_receive({', '.join(['%s'] * len(values))})", values)
        answer = cursor.fetchone()[0]
    if answer == "enough":
        raise ValidationError(_("今天从这里送出的意见太多了，请明天再写，或者直接找支部。"))
    if answer == "nowhere":
        raise ValidationError({"about": _("没有这个党支部。请重新选一个。")})
    return Receipt(answer, word)


def answer_suggestion(scope: Scope, one: Suggestion, *, words: str) -> Step:
    """Tell the writer what was or will be done. Raises ValidationError."""
    _on_my_desk(scope, one)
    words = _said(words, _("还没有写答复。请写明怎么处理，或者为什么办不了。"))
    return _step(scope, one, Step.What.ANSWERED, words=words)


def close_suggestion(scope: Scope, one: Suggestion) -> Step:
    """What has been answered is done. Raises ValidationError where nothing was answered yet."""
    _on_my_desk(scope, one)
    if not one.steps.filter(what=Step.What.ANSWERED).exists():
        raise ValidationError(_("还没有答复，不能办结。请先答复。"))
    one.closed_at = clock.now()
    one.save(update_fields=["closed_at"])
    return _step(scope, one, Step.What.CLOSED)


def hand_suggestion(scope: Scope, one: Suggestion, *, to: str, words: str) -> Step:
    """Put it on another desk: a value of selectors.desks(). Raises ValidationError."""
    if not selectors.may_hand(scope, one):
        raise Refused("voice.answer", f"suggestion:{one.pk}")
    _open(one)
    names = dict(selectors.desks(scope, one))
    if to not in names:
        raise ValidationError({"to": _("请选择转给谁。")})
    words = _said(words, _("请写一句为什么转交，写意见的人看得到。"))
    step = _step(scope, one, Step.What.HANDED, words=words, to_name=names[to])
    with connection.cursor() as cursor:  # afterwards the hand that gave may not see it any more
        cursor.execute("SELECT zhibu.voice_hand(%s, %s)", [one.pk, int(to) or None])
        if not cursor.fetchone()[0]:
            raise Refused("voice.answer", f"suggestion:{one.pk}")
    return step


def open_contact(scope: Scope, one: Suggestion) -> str:
    """How to reach the writer, in clear, for the one who answers; written down in the audit."""
    _on_my_desk(scope, one)
    audit.record("voice.open_contact", scope=scope, subject=f"suggestion:{one.pk}", number=one.number)
    return unseal(one, "contact")


def _on_my_desk(scope: Scope, one: Suggestion) -> None:
    if not selectors.answers(scope, one):
        raise Refused("voice.answer", f"suggestion:{one.pk}")
    _open(one)


def _open(one: Suggestion) -> None:
    if one.closed_at is not None:
        raise ValidationError(_("这条意见已经办结，不能再改。"))


def _said(words: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError({"words": missing})
    if len(words) > LONGEST:
        raise ValidationError({"words": _("写得太长，最多 %(most)d 个字。") % {"most": LONGEST}})
    return words


def _step(scope: Scope, one: Suggestion, what: Step.What, *, words: str = "", to_name: str = "") -> Step:
    place = Org.objects.filter(pk=scope.org or 0).values_list("name", flat=True).first() or ""
    office = OFFICES.get(scope.office)
    step = Step.objects.create(
        suggestion=one,
        what=what,
        words=words,
        to_name=to_name,
        by=uuid.UUID(scope.actor) if scope.actor else None,
        by_name=scope.name,
        by_office=f"{place} {office.title if office else ''}".strip(),
    )
    audit.record(f"voice.{what.value}", scope=scope, subject=f"suggestion:{one.pk}", number=one.number)
    return step
