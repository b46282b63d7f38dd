"""What one can do in this house, found by the words one would use: 开会 leads to the page that begins it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import resolve
from django.utils.translation import gettext, gettext_noop

from zhibu.kernel.names import initials
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link


@dataclass(frozen=True, slots=True)
class Errand:
    """One page as a command. `also`: other words by which people call it."""

    label: str
    route: str
    icon: str
    also: str = ""

    @property
    def title(self) -> str:
        return gettext(self.label)


ERRANDS = (
    Errand(
        gettext_noop("开会：拟会、发通知、记录"), "meetings.choose", "plus", "新建会议 三会一课 主题党日 党课"
    ),
    Errand(gettext_noop("组织生活台账"), "meetings.index", "calendar", "会议记录 三会一课 台账"),
    Errand(gettext_noop("登记到会"), "meetings.come", "scan", "签到 到会口令 扫码"),
    Errand(gettext_noop("我的到会"), "meetings.mine", "scan", "到会情况 出勤"),
    Errand(
        gettext_noop("会议纸张和季度情况表"), "meetings.papers", "print", "打印 签到册 主持词 报送 报表 手册"
    ),
    Errand(gettext_noop("事项"), "meetings.matters", "check", "交办 督办 任务"),
    Errand(gettext_noop("记录汇编"), "meetings.inspection", "book", "检查 迎检 查阅"),
    Errand(gettext_noop("党员名册"), "members.index", "users", "花名册 党员 名单"),
    Errand(gettext_noop("录入党员"), "members.join", "plus", "新增党员 登记党员"),
    Errand(gettext_noop("导入名册"), "exchange.index", "upload", "Excel 表格 导入 批量"),
    Errand(gettext_noop("导出名册"), "members.export", "download", "Excel 花名册 下载"),
    Errand(gettext_noop("和全国系统对账"), "exchange.reconciliations", "swap", "对账 全国党员管理信息系统"),
    Errand(gettext_noop("审核信息卡"), "members.reviews", "check", "审核 待审"),
    Errand(gettext_noop("更正申请"), "members.corrections", "edit", "改错 更正"),
    Errand(gettext_noop("信息质量清单"), "members.quality", "alert", "数据质量 缺项 核对"),
    Errand(gettext_noop("打印登录纸条"), "members.slips", "key", "密码 忘记密码 登录码"),
    Errand(gettext_noop("空白采集表"), "members.paper_blank", "print", "采集表 打印"),
    Errand(gettext_noop("办事日历"), "calendar", "history", "这个月要办 提醒"),
    Errand(gettext_noop("交接包"), "handover", "swap", "换届 移交 新书记"),
    Errand(gettext_noop("学时"), "learning.index", "clock", "集中学习 培训"),
    Errand(gettext_noop("我的学时"), "learning.mine", "clock", "集中学习"),
    Errand(gettext_noop("统计"), "statistics.index", "chart", "报表 数字 党员人数 党内统计"),
    Errand(gettext_noop("组织和职务"), "orgs.index", "tree", "支部 任命 书记 设立"),
    Errand(gettext_noop("待确认的任职"), "orgs.confirmations", "check", "任职 确认"),
    Errand(gettext_noop("意见箱"), "voice.box", "mail", "投诉 建议 群众"),
    Errand(gettext_noop("提意见"), "voice.say", "talk", "投诉建议 反映问题"),
    Errand(gettext_noop("我的信息卡"), "members.me", "user", "个人信息 更正 我的信息"),
    Errand(gettext_noop("谁看过我的信息"), "guard.viewings", "eye", "隐私 查看记录"),
    Errand(gettext_noop("消息和提醒"), "reminders.index", "bell", "通知"),
    Errand(gettext_noop("登录设备"), "guard.devices", "device", "手机 退出登录 令牌"),
    Errand(gettext_noop("修改密码"), "guard.password", "key", "密码"),
    Errand(gettext_noop("第二重验证"), "guard.second_factor", "shield", "验证码 备用码"),
    Errand(gettext_noop("账号"), "guard.accounts", "key", "开户 停用 重置"),
    Errand(gettext_noop("审计记录"), "guard.audit", "eye", "日志"),
    Errand(gettext_noop("运行情况和备份"), "ops.health", "gear", "健康 备份"),
    Errand(gettext_noop("制度库"), "rules.index", "book", "规则 依据 文件 条例"),
    Errand(gettext_noop("帮助"), "help.index", "ask", "怎么用 说明"),
    Errand(gettext_noop("隐私说明"), "privacy", "lock", "个人信息 红线"),
)


def errands(scope: Scope, words: str, most: int) -> Iterator[tuple[Errand, str]]:
    """Those whose page the grant opens here, with their address; by any word, or by initials (kh: 开会)."""
    wanted, left = words.lower().split(), most
    for errand in ERRANDS:
        if left and all(_called(errand, word) for word in wanted):
            address = link(errand.route)
            if address and scope.may(_duty(address)):
                left -= 1
                yield errand, address


def _called(errand: Errand, word: str) -> bool:
    if word in f"{errand.title} {errand.label} {errand.also}".lower():
        return True
    return word.isascii() and any(each.startswith(word) for each in _initials(errand))


@cache
def _initials(errand: Errand) -> tuple[str, ...]:
    names = f"{errand.label} {errand.also}".replace("：", " ").replace("、", " ")
    return tuple(initials(name).lower() for name in names.split())


def _duty(address: str) -> str:
    return str(getattr(resolve(address).func, "duty", ""))
