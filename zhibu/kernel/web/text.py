"""Text that comes in by API: PostgreSQL keeps no NUL, so none is let in."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
