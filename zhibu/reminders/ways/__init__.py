"""Ways out of zhibu: how a reminder reaches a telephone. Each way is a module with one class.

What leaves says that there is something to look at and not what: it passes through machines of others.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from . import sms, webhook
from .parcel import Parcel, Undelivered, Way
from .sms import Sms
from .webhook import Webhook

__all__ = ["Parcel", "Sms", "Undelivered", "Way", "Webhook", "configured", "reachable", "wrong"]


def configured() -> Way | None:
    """The one way this installation goes out, if it was given one. Raises ImproperlyConfigured."""
    gateway, account = webhook.configured(), sms.configured()
    if gateway and account:
        raise ImproperlyConfigured("ZHIBU_REMINDERS_URL 和 ZHIBU_SMS_… 只能用一样，请去掉一样")
    return gateway or account


def wrong() -> str:
    """What is wrong with the settings, in a sentence; empty where nothing is."""
    try:
        configured()
    except ImproperlyConfigured as problem:
        return str(problem)
    return ""


def reachable() -> bool:
    """Whether somebody may wish for it: what is wrongly set is the doctor's matter, not the member's."""
    return not wrong() and configured() is not None
