"""The house in one picture, drawn from its map: docs/pictures/house.svg, readable in light and in dark."""

from __future__ import annotations

from pathlib import Path

from zhibu.site.house import NEEDS

WORDS = {
    "kernel": "授权 规则 事件 审计 加密",
    "guard": "人 账号 登录",
    "orgs": "组织树 职务",
    "members": "信息卡",
    "votes": "选举",
    "meetings": "组织生活",
    "learning": "学习",
    "reminders": "提醒",
    "handover": "交接",
    "dues": "党费",
    "content": "公开",
    "voice": "意见",
    "lifecycle": "发展 转正 转接",
    "statistics": "统计",
    "assessment": "述职评议",
    "exchange": "数据进出",
    "ops": "体检 备份",
}
WIDTH, FLOOR, GAP, LEFT = 960, 64, 10, 150
STYLE = """
:root { color-scheme: light dark }
text { font: 15px system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; fill: #211a17 }
.name { font-weight: 700 } .small, .tier { font-size: 12px; fill: #6a5f58 } .tier { text-anchor: end }
.ground { fill: #f8f4ee } .room { fill: #fff; stroke: #d5c8bc } .room.site { fill: #b1161d; stroke: none }
.on { fill: #fff } .up, .down { stroke-width: 2; fill: none }
.up { stroke: #1b6843 } .down { stroke: #b1161d }
@media (prefers-color-scheme: dark) {
  text { fill: #f3ece6 } .small, .tier { fill: #b7aba2 } .ground { fill: #171210 }
  .room { fill: #221b18; stroke: #4a3f39 } .up { stroke: #8fd6b0 } .down { stroke: #f0716a }
}
""".strip()


def floors() -> list[list[str]]:
    """The contexts by height: each one floor above the highest it stands on; the lowest first."""
    height: dict[str, int] = {}
    for name, below in NEEDS.items():
        height[name] = 1 + max((height[each] for each in below), default=-1)
    return [[name for name in NEEDS if height[name] == n] for n in range(max(height.values()) + 1)]


def draw() -> str:
    rows = [["site"], *reversed(floors())]
    tall = len(rows) * (FLOOR + GAP) + GAP + 30
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall}" role="img">',
        '<title id="t">支部（zhibu）的房子</title>',
        '<desc id="d">下面的房间存事实，上面的房间推结果；往下看，往上说。</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{tall}" rx="16"/>',
    ]
    for n, names in enumerate(rows):
        out += _row(names, GAP + n * (FLOOR + GAP), n == 0)
    bottom = tall - 42
    out += [
        f'<path class="down" d="M40 {GAP + 20}V{bottom}m-6 -9l6 9l6 -9"/>',
        f'<path class="up" d="M96 {bottom}V{GAP + 20}m-6 9l6 -9l6 9"/>',
        f'<text class="small" x="20" y="{tall - 14}">往下读</text>',
        f'<text class="small" x="76" y="{tall - 14}">往上说：记一次，处处用</text>',
        "</svg>",
    ]
    return "\n".join(out) + "\n"


def _row(names: list[str], top: int, roof: bool) -> list[str]:
    each = (WIDTH - LEFT - GAP - GAP * (len(names) - 1)) / len(names)
    out = []
    for n, name in enumerate(names):
        x = LEFT + n * (each + GAP)
        words = "首页 搜索 帮助 制度库 命令行" if roof else WORDS[name]
        look = "room site" if roof else "room"
        out.append(
            f'<rect class="{look}" x="{x:.0f}" y="{top}" width="{each:.0f}" height="{FLOOR}" rx="10"/>'
        )
        on = " on" if roof else ""
        out.append(f'<text class="name{on}" x="{x + 12:.0f}" y="{top + 27}">{name}</text>')
        out.append(f'<text class="small{on}" x="{x + 12:.0f}" y="{top + 48}">{words}</text>')
    return out


def write(folder: Path) -> None:
    (folder / "house.svg").write_text(draw(), "utf-8")
