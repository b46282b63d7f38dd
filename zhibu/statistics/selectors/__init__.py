"""Reading figures: rights by today's tree, figures by the tree of the asked day, aggregates only."""

from .figures import (
    KINDS,
    Child,
    Dashboard,
    Figures,
    Flows,
    Meetings,
    admitted,
    categories_today,
    children,
    dashboard,
    figures,
    flows,
    meetings_in,
    organisations,
    reachable,
)
from .periods import meetings_over
from .reading import Shown, asked, entitled, require_entitled, shown, shown_flows, with_admitted
from .returns import Annual, annual, annual_now, last_recount

__all__ = [
    "KINDS",
    "Annual",
    "Child",
    "Dashboard",
    "Figures",
    "Flows",
    "Meetings",
    "Shown",
    "admitted",
    "annual",
    "annual_now",
    "asked",
    "categories_today",
    "children",
    "dashboard",
    "entitled",
    "figures",
    "flows",
    "last_recount",
    "meetings_in",
    "meetings_over",
    "organisations",
    "reachable",
    "require_entitled",
    "shown",
    "shown_flows",
    "with_admitted",
]
