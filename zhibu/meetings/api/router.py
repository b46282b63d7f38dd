"""Where the endpoints of this context are entered."""

from ninja import Router

router = Router(tags=["meetings"])
