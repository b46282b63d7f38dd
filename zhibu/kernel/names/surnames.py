"""Surnames that are read otherwise than the same character elsewhere, and surnames of two characters."""

from __future__ import annotations

# The reading as a surname; tone as a digit, ü as v.
SINGLE = {
    "贲": "ben1", "秘": "bi4", "卜": "bu3", "种": "chong2", "重": "chong2", "晁": "chao2", "谌": "chen2",
    "啜": "chuai4", "都": "du1", "盖": "ge3", "葛": "ge3", "句": "gou1", "勾": "gou1", "过": "guo1",
    "哈": "ha3", "华": "hua4", "纪": "ji3", "隽": "juan4", "阚": "kan4", "令": "ling2", "宓": "mi4",
    "缪": "miao4", "乜": "nie4", "那": "na1", "佴": "nai4", "能": "nai4", "粘": "nian2", "甯": "ning4",
    "宁": "ning4", "区": "ou1", "逄": "pang2", "繁": "po2", "朴": "piao2", "仇": "qiu2", "覃": "qin2",
    "阙": "que1", "麴": "qu1", "曲": "qu1", "任": "ren2", "撒": "sa3", "单": "shan4", "召": "shao4",
    "折": "she2", "舍": "she4", "莘": "shen1", "盛": "sheng4", "钭": "tou3", "隗": "wei3", "尉": "wei4",
    "冼": "xian3", "洗": "xian3", "郗": "xi1", "解": "xie4", "幸": "xing4", "郇": "xun2", "燕": "yan1",
    "要": "yao1", "应": "ying1", "於": "yu1", "员": "yun4", "贠": "yun4", "恽": "yun4", "乐": "yue4",
    "迮": "ze2", "查": "zha1", "祭": "zhai4", "翟": "zhai2", "占": "zhan1", "仉": "zhang3", "曾": "zeng1",
    "禚": "zhuo2", "訾": "zi1", "藏": "zang1", "褚": "chu3", "费": "fei4", "干": "gan1", "炅": "gui4",
    "瞿": "qu2", "殷": "yin1", "车": "che1", "石": "shi2", "柏": "bai3", "薄": "bo2", "拓": "tuo4",
    "相": "xiang4", "行": "xing2", "尹": "yin3", "朱": "zhu1", "覀": "xi1",
}  # fmt: skip

# Surname -> its readings.
COMPOUND = {
    "欧阳": "ou1 yang2", "司马": "si1 ma3", "上官": "shang4 guan1", "诸葛": "zhu1 ge3",
    "东方": "dong1 fang1", "皇甫": "huang2 fu3", "尉迟": "yu4 chi2", "公孙": "gong1 sun1",
    "慕容": "mu4 rong2", "令狐": "ling2 hu2", "长孙": "zhang3 sun1", "宇文": "yu3 wen2",
    "司徒": "si1 tu2", "司空": "si1 kong1", "夏侯": "xia4 hou2", "轩辕": "xuan1 yuan2",
    "端木": "duan1 mu4", "百里": "bai3 li3", "呼延": "hu1 yan2", "南宫": "nan2 gong1",
    "申屠": "shen1 tu2", "申徒": "shen1 tu2", "淳于": "chun2 yu2", "濮阳": "pu2 yang2",
    "澹台": "tan2 tai2", "万俟": "mo4 qi2", "赫连": "he4 lian2", "闻人": "wen2 ren2",
    "太史": "tai4 shi3", "太叔": "tai4 shu1", "钟离": "zhong1 li2", "仲孙": "zhong4 sun1",
    "鲜于": "xian1 yu2", "闾丘": "lv2 qiu1", "亓官": "qi2 guan1", "司寇": "si1 kou4",
    "公冶": "gong1 ye3", "宗政": "zong1 zheng4", "巫马": "wu1 ma3", "乐正": "yue4 zheng4",
    "拓跋": "tuo4 ba2", "独孤": "du2 gu1", "完颜": "wan2 yan2", "纳兰": "na4 lan2",
    "叶赫": "ye4 he4", "东郭": "dong1 guo1", "西门": "xi1 men2", "南门": "nan2 men2",
    "第五": "di4 wu3", "即墨": "ji2 mo4", "公羊": "gong1 yang2", "公西": "gong1 xi1",
    "漆雕": "qi1 diao1", "壤驷": "rang3 si4", "拓拔": "tuo4 ba2", "梁丘": "liang2 qiu1",
    "左丘": "zuo3 qiu1", "谷梁": "gu3 liang2", "段干": "duan4 gan1", "宰父": "zai3 fu3",
    "贺兰": "he4 lan2", "呼兰": "hu1 lan2", "子车": "zi3 ju1", "颛孙": "zhuan1 sun1",
    "羊舌": "yang2 she2", "微生": "wei1 sheng1", "夹谷": "jia2 gu3", "爱新": "ai4 xin1",
}  # fmt: skip

# Given names too: where the common reading of the table is not the one names have.
GIVEN = {
    "〇": "ling2",
    "卜": "bu3",
    "地": "di4", "咳": "ke2", "埔": "pu3", "谁": "shui2", "拓": "tuo4", "帧": "zhen1", "著": "zhu4",
    "仔": "zai3",
}  # fmt: skip
