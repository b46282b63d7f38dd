"""What the codes of deeds in the trace mean, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.cards import all_duties


def title_of(action: str) -> str:
    """guard.sign_in → 登录. A deed that is also a duty has the duty's title; an unknown one its code."""
    known = {
        "guard.sign_in": _("登录"),
        "guard.sign_out": _("退出"),
        "guard.sign_out_others": _("退出其他设备"),
        "guard.hat": _("切换身份"),
        "guard.change_password": _("改密码"),
        "guard.second_factor": _("第二重验证"),
        "guard.second_factor_on": _("开启第二重验证"),
        "guard.second_factor_off": _("解除第二重验证"),
        "guard.recovery_codes": _("重新打印备用码"),
        "guard.make_account": _("开通账号"),
        "guard.make_code": _("打印登录码"),
        "guard.reset_account": _("重置账号"),
        "guard.close_account": _("关闭账号"),
        "guard.reopen_account": _("恢复账号"),
        "guard.make_token": _("生成令牌"),
        "guard.end_token": _("作废令牌"),
        "guard.check_audit": _("核对审计记录"),
        "sheets.export": _("导出列表"),
        "members.view": _("查看信息卡"),
        "members.export": _("导出名册"),
        "members.export_clear": _("全文导出或打印一张卡"),
        "site.init": _("初始化安装"),
    }
    if action in known:
        return known[action]
    return next((str(duty.title) for duty in all_duties() if duty.code == action), action)


def subject_of(subject: str) -> str:
    """person:018f… → 人员: what kind of thing a deed was about; one without a word is its code."""
    kind = subject.partition(":")[0]
    return {
        "person": _("人员"),
        "member": _("党员"),
        "org": _("党组织"),
        "branch": _("支部"),
        "meeting": _("会议"),
        "plan": _("拟开的会"),
        "batch": _("导入的表"),
        "reconciliation": _("对账"),
        "discrepancy": _("差异"),
        "suggestion": _("意见"),
        "training": _("培训"),
        "backup": _("备份"),
        "delivery": _("没处理成的事"),
        "undo": _("撤回"),
        "key": _("密钥"),
        "page": _("页面"),
    }.get(kind, kind)


def details_of(detail: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What else was written down, in words; what is empty says nothing."""
    words = {
        "why": _("原因"),
        "what": _("内容"),
        "rows": _("行数"),
        "field": _("项目"),
        "fields": _("项目"),
        "meetings": _("会议数"),
        "office": _("职务"),
        "kind": _("类型"),
        "to": _("转到"),
        "paper": _("材料"),
        "number": _("编号"),
        "numbers": _("编号"),
        "name": _("名称"),
        "login": _("登录名"),
        "how": _("方式"),
        "device": _("设备"),
        "devices": _("设备数"),
        "days": _("天数"),
        "year": _("年份"),
        "quarter": _("季度"),
        "topic": _("议题"),
        "page": _("页面"),
        "people": _("人数"),
        "seals": _("封存批数"),
        "whole": _("完好"),
        "on": _("日期"),
        "before": _("原来"),
        "after": _("改为"),
    }
    for name, value in detail.items():
        if value not in ("", None, [], {}):
            yield (
                words.get(name, name),
                _ways().get(str(value), _said(value)) if name == "how" else _said(value),
            )


def _ways() -> dict[str, str]:
    return {"password": _("密码"), "code": _("登录码")}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return _("、").join(map(str, value)) if isinstance(value, list) else str(value)
