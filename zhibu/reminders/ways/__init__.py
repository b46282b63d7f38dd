"""Ways out of zhibu: how a reminder reaches a telephone. Each way is a module with one class.

What leaves says that there is something to look at and not what: it passes through machines of others.
"""

from __future__ import annotations

from .parcel import Parcel, Undelivered, Way
from .webhook import Webhook, configured

__all__ = ["Parcel", "Undelivered", "Way", "Webhook", "configured"]
