"""What reading a roster costs beside the bare parsers that only lay its cells open.

    python bench/reading.py             10,000 rows of 16 columns, as .xlsx and as CSV
    python bench/reading.py --large     200,000 rows besides, each in a process of its own, with its memory

Prints one JSON object. `subject` is read + find_heading + match + lines: the process for Excel started, every
cell cleaned and judged. `reference` is calamine (csv) turning the same bytes into Python values and nothing
more. Seconds by the clock and of the processor, the best of several runs taken in turns; `ratio` is the
worse of the two kinds, by the processor.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import python_calamine
import xlsxwriter
from django.conf import settings

from zhibu.exchange.reading import find_heading, lines, match, read

settings.configure(USE_I18N=False)
ROWS, LARGE, REPEAT = 10_000, 200_000, 5
HEADING = [
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生日期",
    "身份证号",
    "学历",
    "人员类别",
    "所在党支部",
    "入党时间",
]
HEADING += ["转正时间", "工作岗位", "手机号码", "家庭住址", "党籍状态", "流动情况"]
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀兰建国志"


def roster(rows: int) -> list[list[object]]:
    """Invented people of an invented place, with the ways of writing mixed as on a real desk."""
    r = random.Random(7)
    made: list[list[object]] = [["演示县党员花名册"], list(HEADING)]
    for number in range(1, rows + 1):
        born = f"{r.randint(1940, 2000)}{r.randint(1, 12):02}{r.randint(1, 28):02}"
        made.append(
            [
                number,
                r.choice(SURNAMES) + "".join(r.choice(GIVEN) for _ in range(r.randint(1, 2))),
                r.choice("男女"),
                r.choice(["汉族", "汉", "壮族", "苗族"]),
                f"{born[:4]}.{int(born[4:6])}.{int(born[6:])}",
                f"000{r.randrange(1000):03}{born}{r.randrange(10**4):04}",
                r.choice(["大专", "本科", "研究生", "高中", "初中"]),
                r.choice(["正式党员", "正式党员", "预备党员"]),
                f"演示第{number // 40}党支部",
                f"{r.randint(1965, 2024)}年{r.randint(1, 12)}月{r.randint(1, 28)}日",
                f"{r.randint(1965, 2024)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
                r.choice(["农民", "退休", "教师", "公务员"]),
                f"138{r.randrange(10**8):08}",
                f"演示县演示镇{r.choice(GIVEN)}{r.choice(GIVEN)}路{r.randrange(300)}号",
                "正常",
                r.choice(["无", "无", "流动党员"]),
            ]
        )
    return made


def as_xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_numbers": False, "in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def as_csv(rows: list[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gb18030")


def understood(content: bytes, name: str) -> int:
    table = read(content, name)
    heading = find_heading(table)
    count = wrong = 0
    for line in lines(table, heading, match(heading.names)):
        count += 1
        wrong += len(line.problems)
    assert wrong == 0
    return count


def bare_xlsx(content: bytes, name: str) -> int:
    return len(python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python())


def bare_csv(content: bytes, name: str) -> int:
    return len(list(csv.reader(io.StringIO(content.decode("gb18030"), newline=""))))


def spent() -> float:
    """Seconds of the processor, the child processes' included."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def best(ways: dict[str, Callable[[], int]]) -> dict[str, dict[str, float]]:
    """The best time of each, taken in turns so that a busy machine slows all alike."""
    found = {name: {"clock": float("inf"), "processor": float("inf")} for name in ways}
    for _ in range(REPEAT):
        for name, way in ways.items():
            clock, processor = time.perf_counter(), spent()
            assert way() >= ROWS
            found[name]["clock"] = min(found[name]["clock"], time.perf_counter() - clock)
            found[name]["processor"] = min(found[name]["processor"], spent() - processor)
    return {name: {key: round(value, 3) for key, value in times.items()} for name, times in found.items()}


def large(name: str) -> dict[str, float]:
    """One large file read by a process that does nothing else: seconds and megabytes, its child's besides."""
    content = (as_xlsx if name.endswith("xlsx") else as_csv)(roster(LARGE))
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name], input=content, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def measure(name: str) -> None:
    content = sys.stdin.buffer.read()
    clock, processor = time.perf_counter(), spent()
    assert understood(content, name) == LARGE
    status = Path("/proc/self/status").read_text()  # getrusage counts what was there before exec
    own = int(status.partition("VmHWM:")[2].split()[0])
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if name.endswith("xlsx") else 0
    answer = {
        "rows": LARGE,
        "clock": round(time.perf_counter() - clock, 2),
        "processor": round(spent() - processor, 2),
        "megabytes": round(own / 1024),
        "megabytes_of_child": round(child / 1024),
    }
    print(json.dumps(answer))


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
        return
    rows = roster(ROWS)
    xlsx, text = as_xlsx(rows), as_csv(rows)
    times = best(
        {
            "bare_xlsx": lambda: bare_xlsx(xlsx, "a.xlsx"),
            "xlsx": lambda: understood(xlsx, "a.xlsx"),
            "bare_csv": lambda: bare_csv(text, "a.csv"),
            "csv": lambda: understood(text, "a.csv"),
        }
    )
    ratios = {
        name: round(times[name]["processor"] / times[f"bare_{name}"]["processor"], 2)
        for name in ("xlsx", "csv")
    }
    answer: dict[str, object] = {
        "unit": "seconds",
        "rows": ROWS,
        "columns": len(HEADING),
        "reference": {name: times[f"bare_{name}"] for name in ratios},
        "subject": {name: times[name] for name in ratios},
        "ratio": max(ratios.values()),
        "ratios": ratios,
        "load": round(os.getloadavg()[0], 1),
    }
    if "--large" in sys.argv:
        answer["large"] = {name: large(f"a.{name}") for name in ("xlsx", "csv")}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
