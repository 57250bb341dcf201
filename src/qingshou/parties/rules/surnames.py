"""Surnames: two-character ones, and those not read as the character usually is."""

from __future__ import annotations

COMPOUND = frozenset(
    [
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
        "长孙", "司徒", "司空", "端木", "夏侯", "轩辕", "百里", "呼延", "南宫", "西门", "东郭",
        "独孤", "澹台", "赫连", "单于", "万俟", "闻人", "太史", "申屠", "淳于", "钟离", "公冶",
        "宗政", "濮阳", "仲孙", "鲜于", "拓跋", "完颜",
    ]
)  # fmt: skip

READINGS = {
    # One character, read otherwise as a surname.
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "区": "ou", "盖": "ge",
    "朴": "piao", "任": "ren", "翟": "zhai", "种": "chong", "召": "shao", "秘": "bi", "繁": "po",
    "覃": "qin", "缪": "miao", "宓": "mi", "句": "gou", "能": "nai", "隗": "wei", "逄": "pang",
    "卜": "bu", "晁": "chao", "谌": "chen", "谯": "qiao", "车": "che", "佘": "she", "瞿": "qu",
    "祭": "zhai", "牟": "mu", "藏": "zang", "宿": "su", "石": "shi", "沈": "shen", "叶": "ye",
    "乐": "yue", "员": "yun", "洗": "xian", "冼": "xian", "折": "she", "贾": "jia", "尹": "yin",
    "盛": "sheng", "黑": "he", "那": "na", "葛": "ge", "郗": "chi", "莘": "shen", "都": "du",
    # Two characters.
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu", "澹台": "tan tai",
    "令狐": "ling hu", "呼延": "hu yan", "夏侯": "xia hou", "申屠": "shen tu", "宗政": "zong zheng",
}  # fmt: skip


def surname_of(name: str) -> str:
    """Tell the surname of a Chinese name, two characters where such a surname is known.

    >>> surname_of("欧阳示例"), surname_of("示三丰")
    ('欧阳', '示')
    """
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[:1]
