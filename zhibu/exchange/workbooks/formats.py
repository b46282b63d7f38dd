"""Number formats: which show a year and a month but no day."""

from __future__ import annotations

import re

# Formats that Excel knows by number alone; 57 is that of Chinese editions.
BUILT_IN = {17: "mmm-yy", 55: "yyyy年m月", 57: "yyyy年m月"}
_SPOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def shows_a_month(code: str) -> bool:
    """Whether a day in this format looks like 1998年7月: what was typed had no day, Excel put the first."""
    bare = _SPOKEN.sub("", code.split(";")[0]).lower()
    return "y" in bare and "m" in bare and "d" not in bare and "h" not in bare
