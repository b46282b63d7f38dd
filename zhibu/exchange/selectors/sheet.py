"""The rows of a batch: all of them for a weighing, or the fifty that a page shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.reading import FIELDS, Cell, Heading, Row, Table
from zhibu.exchange.reading.tables import shown
from zhibu.exchange.rows import NO_PERSON, OUT, STAYS_OUT, Kept, unpacked
from zhibu.kernel.fields import masks, normal
from zhibu.kernel.web.cursor import LARGEST_PAGE, mark, opened, whole

PAGE = 50
_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){8,}[Xx]?")  # also ３３ and 138-0013-8000
_SOLID = re.compile(r"[0-9]{9,}[Xx]?")
SAMPLES = 3


@dataclass(slots=True)
class Page:
    """Some rows of a kind, in the order of the sheet. `number` counts from 1."""

    rows: list[Kept] = field(default_factory=list)
    number: int = 1
    pages: int = 1
    total: int = 0


def chunks(batch: Batch) -> list[Chunk]:
    return list(batch.chunks.order_by("number"))


def rows_of(chunk: Chunk) -> Iterator[Kept]:
    plain = chunk.take()
    return unpacked(plain, chunk.kinds, chunk.out) if plain else iter(())


def every_row(batch: Batch) -> Iterator[Kept]:
    """All rows, chunk after chunk."""
    for chunk in batch.chunks.order_by("number").iterator(chunk_size=1):
        yield from rows_of(chunk)


def counted(chunks: Iterable[tuple[str, str]]) -> dict[str, int]:
    """kind → how many, by (kinds, out) of the chunks; `x` for those left out, `!` for those to look at."""
    found: Counter[str] = Counter()
    for kinds, out in chunks:
        for kind, left in zip(kinds, out, strict=True):
            if kind == NO_PERSON:
                continue
            found["x" if left == OUT else kind.lower()] += 1
            found["!"] += kind.isupper() and left != OUT
    return dict(found)


def page_of(batch: Batch, kinds: str, number: int, *, out: bool) -> Page:
    """A page of the rows of these kinds; `out`: those left out, or those not."""
    places = _places(batch, lambda kind, left: kind.lower() in kinds and left == out)
    pages = max(1, -(-len(places) // PAGE))
    number = min(max(number, 1), pages)
    wanted = places[(number - 1) * PAGE : number * PAGE]
    return Page(_rows_at(batch, wanted), number, pages, len(places))


def problems(batch: Batch, cursor: str, limit: int) -> tuple[list[Kept], str | None]:
    """Rows with something to look at, in their order, from the mark on; and the mark of the next page.

    Raises ValidationError for a mark that is not ours.
    """
    places = _places(batch, lambda kind, left: not left and (kind in STAYS_OUT or kind.isupper()))
    start = whole(opened(cursor, 1)[0]) if cursor else 0
    end = start + max(1, min(limit, LARGEST_PAGE))
    return _rows_at(batch, places[start:end]), mark(end) if end < len(places) else None


def _places(batch: Batch, wanted: Callable[[str, bool], bool]) -> list[tuple[int, int]]:
    """(chunk, place in it) of the rows that are wanted by kind and by whether they are left out."""
    index = batch.chunks.order_by("number").values_list("number", "kinds", "out")
    return [
        (chunk, at)
        for chunk, letters, lefts in index
        for at, (kind, left) in enumerate(zip(letters, lefts, strict=True))
        if wanted(kind, left == OUT)
    ]


def _rows_at(batch: Batch, places: list[tuple[int, int]]) -> list[Kept]:
    found = {
        chunk.number: list(rows_of(chunk))
        for chunk in batch.chunks.filter(number__in={chunk for chunk, _at in places})
    }
    return [found[chunk][at] for chunk, at in places if found[chunk]]


def samples(batch: Batch) -> list[list[str]]:
    """For each column the first values of persons' rows."""
    first = batch.chunks.order_by("number").first()
    rows = [row for row in rows_of(first) if row.kind != NO_PERSON][: 10 * SAMPLES] if first else []
    heading = heading_of(batch)
    cells = [row.cells for row in rows if row.number >= heading.first_data_row]
    return first_values(cells, batch.columns)


def first_values(rows: Iterable[Sequence[Cell]], columns: Sequence[str | None]) -> list[list[str]]:
    """For each column its first values, enough to know it by."""
    texts: list[dict[str, None]] = [{} for _column in columns]
    for cells in rows:
        for held, cell in zip(texts, cells, strict=False):
            if text := shown(cell):
                held.setdefault(text)
    return [
        [_masked(text, key) for text in list(held)[:SAMPLES]]
        for held, key in zip(texts, columns, strict=True)
    ]


def _masked(text: str, key: str | None) -> str:
    """Enough to recognise a column by: whoever looks at it need not read numbers and addresses."""
    if key == "home_address":
        return masks.address(text)
    number = _SOLID if key and FIELDS[key].kind == "day" else _NUMBER
    return number.sub(lambda found: masks.id_number(found[0]), normal.text(text))[:40]


def text_of(row: Kept, column: int) -> str:
    return shown(row.cells[column]) if column < len(row.cells) else ""


def heading_of(batch: Batch) -> Heading:
    held = batch.heading
    return Heading(held["first_row"], held["last_row"], list(held["names"]), held["first_data_row"])


def table_of(batch: Batch, rows: Iterable[Kept]) -> tuple[Table, Heading, list[str | None]]:
    """The sheet again, with what was mended in it, its heading, and the field of each column.

    A field that was mended and has no column gets one behind the last.
    """
    rows = list(rows)
    heading, columns = heading_of(batch), list(batch.columns)
    for key in dict.fromkeys(key for row in rows for key in row.mended):
        if key not in columns:
            columns.append(key)
            heading.names.extend([""] * (len(columns) - len(heading.names)))
    at = {key: column for column, key in enumerate(columns) if key}
    table = Table(
        batch.sheet,
        batch.encoding,
        [Row(row.number, _mended(row, at)) for row in rows],
        bool(batch.heading.get("date1904")),
    )
    return table, heading, columns


def _mended(row: Kept, at: dict[str, int]) -> list[Cell]:
    if not row.mended:
        return row.cells
    cells = list(row.cells)
    for key, text in row.mended.items():
        if key in at:
            cells.extend([None] * (at[key] + 1 - len(cells)))
            cells[at[key]] = text
    return cells
