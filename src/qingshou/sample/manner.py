"""How each community keeps its ledgers: its spelling of rooms and dates, its words for columns.

No two customers write alike. One writes 3栋2单元501 and real dates, one 3-2-501 and 2020-6-10 with
full-width digits here and there, one 3#2-0501 and 2020年6月10日.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qingshou.platform.files.spreadsheet import Cell
from qingshou.sample.estate import Unit

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_EVERY = 23  # one room in so many is written in full-width digits where that happens


@dataclass(frozen=True, slots=True)
class Manner:
    """One community's way of writing; ``titles`` gives each kind of column its title."""

    home: str
    single: str
    parking: str
    building: str
    entrance: str
    pad: int
    day: str
    phone_as_number: bool
    wide: bool
    titles: Mapping[str, str]

    def room(self, unit: Unit) -> str:
        """Spell a unit in one cell."""
        if unit.usage == "PARKING":
            return self.parking.format(building=unit.building, room=unit.room)
        pattern = self.home if unit.entrance else self.single
        room = unit.room.zfill(self.pad)
        text = pattern.format(building=unit.building, entrance=unit.entrance, room=room)
        return text.translate(_WIDE) if self.wide and sum(text.encode()) % _EVERY == 0 else text

    def date(self, day: date | None) -> Cell:
        """Write a day, as a date or as the text this community types."""
        if day is None or not self.day:
            return day
        return self.day.format(year=day.year, month=day.month, day=day.day)

    def phone(self, number: str) -> Cell:
        """Write a phone number, as a number where nobody formatted the column."""
        return int(number) if self.phone_as_number else number

    def layout(self, text: str) -> str:
        """Write a layout, with full-width digits where the input method was left on."""
        return text.translate(_WIDE) if self.wide else text


_COMMON = {
    "company": "物业公司",
    "address": "项目地址",
    "community_code": "小区编号",
    "floor": "楼层",
    "layout": "户型",
    "building": "楼栋",
    "entrance": "单元",
    "number": "房号",
    "kind": "类型",
    "tax": "税率",
    "document": "依据文件",
    "price_unit": "计价单位",
    "note": "备注",
    "consent": "同意电子通知",
    "liable": "是否缴费人",
    "space": "车位号",
    "penalty": "违约金",
    "nature": "项目类别",
    "buildings": "适用楼栋",
    "month": "分摊月份",
    "pool": "分摊金额(元)",
    "weight": "分摊方式",
}
_BY_BUILDING = Manner(
    home="{building}栋{entrance}单元{room}",
    single="{building}栋{room}",
    parking="车位{building}-{room}",
    building="{}栋",
    entrance="{}单元",
    pad=0,
    day="",
    phone_as_number=False,
    wide=False,
    titles={
        **_COMMON,
        "community": "小区",
        "room": "房号",
        "name": "业主姓名",
        "phone": "联系电话",
        "role": "身份",
        "since": "入住日期",
        "latest": "截止日期",
        "building_area": "建筑面积(㎡)",
        "usable_area": "套内面积(㎡)",
        "usage": "房屋用途",
        "delivered_on": "交付日期",
        "vacant_from": "空置日期",
        "charge": "收费项目",
        "basis": "计费方式",
        "price": "单价(元)",
        "cycle": "收费周期",
        "advance": "收取方式",
        "due_rule": "缴费期限",
        "price_from": "执行日期",
        "price_until": "截止日期",
        "from": "开始时间",
        "until": "结束时间",
        "paid_on": "缴费时间",
        "due": "应缴金额",
        "paid": "实缴金额",
        "channel": "缴费方式",
        "cashier": "收银员",
        "receipt": "收据号",
        "due_on": "应缴日期",
        "owed": "欠费金额",
        "reason": "欠费原因",
        "contact_on": "联系日期",
        "contact_by": "催缴方式",
        "outcome": "联系结果",
        "stage": "催缴阶段",
        "staff": "经办人",
        "promised_on": "承诺缴费日期",
        "promised": "承诺金额",
    },
)
_BY_DASH = Manner(
    home="{building}-{entrance}-{room}",
    single="{building}-{room}",
    parking="P-{building}-{room}",
    building="{}",
    entrance="{}",
    pad=0,
    day="{year}-{month}-{day}",
    phone_as_number=True,
    wide=True,
    titles={
        **_BY_BUILDING.titles,
        "community": "小区名称",
        "room": "房屋",
        "name": "姓名",
        "phone": "电话",
        "since": "起始日期",
        "building_area": "建筑面积",
        "usable_area": "套内面积",
        "usage": "用途",
        "delivered_on": "交房日期",
        "cycle": "计费周期",
        "from": "开始日期",
        "until": "结束日期",
        "paid_on": "缴费日期",
        "due": "应收金额",
        "paid": "实收金额",
        "channel": "支付方式",
        "cashier": "收费员",
        "receipt": "票据号",
        "contact_on": "催缴日期",
        "outcome": "催缴结果",
        "stage": "阶段",
        "staff": "催缴人",
        "promised_on": "承诺日期",
    },
)
_BY_HASH = Manner(
    home="{building}#{entrance}-{room}",
    single="{building}#{room}",
    parking="车位{building}-{room}",
    building="{}#",
    entrance="{}",
    pad=4,
    day="{year}年{month}月{day}日",
    phone_as_number=False,
    wide=False,
    titles={
        **_BY_BUILDING.titles,
        "community": "项目名称",
        "room": "房间号",
        "name": "客户名称",
        "phone": "手机号码",
        "role": "客户身份",
        "since": "开始日期",
        "latest": "结束日期",
        "building_area": "建面(㎡)",
        "usable_area": "套内面积(㎡)",
        "charge": "收费项目名称",
        "price": "收费单价",
        "from": "费用开始日期",
        "until": "费用结束日期",
        "paid_on": "收款日期",
        "due": "应缴金额(元)",
        "paid": "实缴金额(元)",
        "channel": "收款方式",
        "cashier": "收款人",
        "receipt": "收据编号",
        "owed": "欠费金额(元)",
        "contact_on": "联系时间",
        "contact_by": "催收方式",
        "outcome": "结果",
        "promised": "承诺金额(元)",
    },
)
MANNERS = {"YSL": _BY_BUILDING, "CHY": _BY_DASH, "JCG": _BY_HASH}

USAGES = {"RESIDENTIAL": "住宅", "SHOP": "商铺", "PARKING": "车位"}
ROLES = {"OWNER": "业主", "TENANT": "租户", "DEVELOPER": "开发商"}
PARTY_KINDS = {"PERSON": "个人", "ORGANIZATION": "单位"}
PAYMENT_CHANNELS = {
    "CASH": "现金",
    "WECHAT": "微信",
    "ALIPAY": "支付宝",
    "POS": "POS",
    "TRANSFER": "转账",
    "DEBIT": "代扣",
}
CONTACT_CHANNELS = {
    "PHONE": "电话",
    "SMS": "短信",
    "WECHAT": "微信",
    "VISIT": "上门",
    "LETTER": "信函",
    "NOTICE": "催缴通知单",
}
OUTCOMES = {
    "REACHED": "已联系上",
    "NO_ANSWER": "无人接听",
    "PROMISED": "承诺缴费",
    "REFUSED": "拒绝缴费",
    "DISPUTED": "有异议",
    "WRONG_NUMBER": "空号",
    "DELIVERED": "已送达",
    "RETURNED": "退回",
}
STAGES = {"FIRST_CONTACT": "初步沟通", "FOLLOW_UP": "跟进催收", "LEGAL": "法律程序"}
REASONS = {
    "SERVICE": "服务不满",
    "HARDSHIP": "经济困难",
    "FORGOT": "遗忘/忙碌",
    "MOVED": "搬迁失联",
    "VACANT": "空置未住",
    "PRICE": "对价格/计费有异议",
    "NOT_INFORMED": "未收到通知",
    "OWNERSHIP": "产权/交接纠纷",
    "REFUSAL": "拒不缴纳",
    "OTHER": "其他",
    "": "",
}
