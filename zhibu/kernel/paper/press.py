"""The process that makes one PDF: reads an order from its input, bounds itself, writes the file, ends."""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime, timezone
from pathlib import Path


def main() -> int:
    order = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (order["megabytes"] << 20, order["megabytes"] << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path += order["packages"]
    import typst

    day = datetime.fromisoformat(order["on"]).replace(tzinfo=timezone.utc)  # noqa: UP017
    made = typst.compile(
        order["template"],
        root=order["root"],
        font_paths=[str(Path(__file__).parent / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"facts": order["facts"]},
        package_path="/nonexistent",
        package_cache_path="/nonexistent",
        timestamp=day,
        format="pdf",
    )
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
