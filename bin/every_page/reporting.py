"""What was found on the way, and the sheet that shows it."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

HEAD = """<!doctype html><meta charset=utf-8><title>zhibu</title><style>
body { font: 14px sans-serif }
img { width: 200px; height: 300px; object-fit: cover; object-position: top; border: 1px solid; margin: 4px }
</style>"""


@dataclass
class Report:
    pictures: list[tuple[str, str, str, str]] = field(default_factory=list)  # name, person, look, file
    wrong: list[str] = field(default_factory=list)

    def sheet(self) -> str:
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for name, person, look, file in self.pictures:
            rows.setdefault((name, person), {})[look] = file
        lines = [
            f"<h2>{html.escape(name)} <small>{person}</small></h2><p>"
            + "".join(
                f'<a href="{file}"><img loading="lazy" src="{file}" alt="{look}"></a>'
                for look, file in files.items()
            )
            + "</p>"
            for (name, person), files in sorted(rows.items())
        ]
        wrong = "".join(f"<li>{html.escape(each)}</li>" for each in self.wrong)
        return f"{HEAD}<ol>{wrong}</ol>{''.join(lines)}"
