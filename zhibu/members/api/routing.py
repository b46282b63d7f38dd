"""The one router of this context: reading and deeds share addresses, so they share it."""

from ninja import Router

router = Router(tags=["党员"])
