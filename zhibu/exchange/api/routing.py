"""The router of this context."""

from ninja import Router

router = Router(tags=["导入"])
