"""Which settings are refused: what no installation may switch on, and by whose rule."""

from __future__ import annotations

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges

SETTINGS = {
    "points_ranking": "积分排名",
    "online_minutes": "统计在线时长",
    "study_minutes_in_assessment": "以学习时长作考核依据",
    "usage_rate_in_assessment": "以使用率作考核依据",
    "likes_votes_forwards_in_assessment": "以点赞、投票、转发作考核依据",
    "install_rate_report": "通报安装率",
    "forced_login": "强制登录",
    "forced_sign_in": "强制打卡签到",
    "location_sign_in": "定位签到",
    "track_required": "要求上传轨迹",
    "photo_required": "要求上传照片留痕",
    "face_recognition": "人脸识别",
    "branch_live_ranking": "支部实时排名",
    "opinion_per_person": "对个人作思想评价",
}


@judges("redline.setting", setting=facts.choice(*SETTINGS), on=facts.flag)
def setting(norm: Norm, *, setting: str, on: bool) -> Verdict:
    source = norm.besides["promise"] if setting in norm.values["promised"] else norm.source
    if on:
        return Verdict(Level.BROKEN, f"不得开启“{SETTINGS[setting]}”：{source.citation}", source=source)
    return Verdict(Level.KEPT, f"“{SETTINGS[setting]}”没有开启", source=source)
