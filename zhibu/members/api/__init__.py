"""Members by API: the roster, one card, its story, and the same deeds as on the pages."""

from .deeds import router as _deeds
from .reading import router

router.add_router("", _deeds)

__all__ = ["router"]
