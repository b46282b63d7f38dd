"""What the codes of deeds in the trace mean, in words."""

from __future__ import annotations

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
