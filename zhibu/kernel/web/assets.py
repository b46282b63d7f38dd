"""Style sheets, scripts and pictures: joined once at start, named by their content, served from memory."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

LAYERS = ("tokens", "base", "layout", "parts", "large", "dark", "print", "theme")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
ADDRESS = "/static/"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: `body` plain, `packed` by gzip."""

    name: str
    type: str
    body: bytes
    packed: bytes


class Assets:
    """All files of an installation, by plain name (`zhibu.css`) and by served name (`zhibu.3f1c….css`).

    In: `house`, the folder that holds the contexts, and `theme`, a style sheet of the deployment that goes
    into the last layer. Out: `zhibu.css` (the kernel's layers in order, each context's sheets within
    `parts`), `zhibu.js` (the kernel's modules), `<context>.js`, and the pictures and vendored scripts of
    the kernel under their file names.
    """

    def __init__(self, house: Path, theme: Path | None = None) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        kernel = house / "kernel" / "static"
        self._add("zhibu.css", _style(house, theme))
        self._add("zhibu.js", _script(kernel / "js"))
        for folder in _rooms(house):
            if any(folder.glob("*.mjs")):
                self._add(f"{folder.name}.js", _script(folder))
        for path in sorted((*kernel.glob("img/*"), *kernel.glob("vendor/*/*.js"))):
            self._add(path.name.replace(".min.", "."), path.read_bytes())

    def url(self, name: str) -> str:
        """The address of a file that exists; KeyError for one that does not."""
        return ADDRESS + self._names[name]

    def get(self, served: str) -> Asset | None:
        """The file of a served name, None if there is none."""
        return self._files.get(served)

    def size(self, name: str) -> int:
        """Bytes on the wire of a file, packed."""
        return len(self._files[self._names[name]].packed)

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._files.values())

    def _add(self, name: str, body: bytes) -> None:
        stem, dot = name.rsplit(".", 1)
        served = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{dot}"
        self._names[name] = served
        self._files[served] = Asset(served, TYPES[f".{dot}"], body, gzip.compress(body, 9, mtime=0))


@cache
def assets() -> Assets:
    """The assets of this process."""
    return Assets(Path(__file__).parents[2])


def asset(name: str) -> str:
    """The address of a style sheet, script or picture, for templates."""
    return assets().url(name)


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """Answer `/static/<name>`. A name is looked up, never joined to a folder: there is no path to escape."""
    found = assets().get(name)
    if found is None:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.body, content_type=found.type)
    answer["Cache-Control"] = FOREVER
    answer["Vary"] = "Accept-Encoding"
    if packed:
        answer["Content-Encoding"] = "gzip"
    return answer


def _rooms(house: Path) -> list[Path]:
    """The static folders of the contexts, in alphabetical order."""
    return [path for path in sorted(house.glob("*/static/*/")) if path.name == path.parents[1].name]


def _style(house: Path, theme: Path | None) -> bytes:
    """One sheet. The layer of a file is its own name or its folder's, so nobody has to write it down."""
    own = house / "kernel" / "static" / "css"
    sheets = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        paths = [own / f"{layer}.css", *sorted((own / layer).glob("*.css"))]
        if layer == "parts":
            paths += [path for room in _rooms(house) for path in sorted(room.glob("*.css"))]
        if layer == "theme" and theme is not None:
            paths.append(theme)
        text = "\n".join(_squeeze(path.read_text("utf-8")) for path in paths if path.exists())
        sheets.append(f"@layer {layer}{{\n{text}\n}}")
    return "\n".join(sheets).encode()


def _squeeze(css: str) -> str:
    """Without comments and indentation; what gzip does better is left to gzip."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


def _script(folder: Path) -> bytes:
    """Modules that import nothing, each in a block of its own: names do not meet."""
    return "\n".join(f"{{\n{path.read_text('utf-8')}}}" for path in sorted(folder.glob("*.mjs"))).encode()
