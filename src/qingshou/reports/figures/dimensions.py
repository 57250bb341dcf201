"""The dimensions figures are split by: their keys in the order they are shown, and their names."""

from __future__ import annotations

STAGES = {
    "FIRST_CONTACT": "初步沟通",
    "FOLLOW_UP": "跟进催收",
    "LEGAL": "法律程序",
}
AGES = {
    "DAYS_1_30": "30 天以内",
    "DAYS_31_90": "31—90 天",
    "DAYS_91_180": "91—180 天",
    "DAYS_181_365": "181—365 天",
    "DAYS_366_730": "1—2 年",
    "DAYS_731_1095": "2—3 年",
    "OVER_1095": "3 年以上",
}
CHANNELS = {
    "PHONE": "电话",
    "SMS": "短信",
    "WECHAT": "微信",
    "VISIT": "上门",
    "LETTER": "信函",
    "NOTICE": "催缴通知单",
    "EMAIL": "电子邮件",
    "VOICE": "语音提示",
    "HOTLINE": "客服热线",
    "CASH": "现金",
    "TRANSFER": "银行转账",
    "POS": "刷卡",
    "ALIPAY": "支付宝",
    "DEBIT": "银行代扣",
    "BALANCE": "预存划转",
    "DEPOSIT": "押金抵缴",
    "SUSPENSE": "认领款",
    "OTHER": "其他",
    "UNKNOWN": "未登记",
}
ENUMERATED: dict[str, dict[str, str]] = {
    "group": {
        "RESIDENT_OWNER": "自住业主",
        "TENANT": "租户",
        "SHOP": "商铺",
        "OFFICE": "办公",
        "PARKING": "车位",
        "STORAGE": "储藏",
        "DEVELOPER": "开发商",
        "OTHER": "其他",
    },
    "usage": {
        "RESIDENTIAL": "住宅",
        "SHOP": "商铺",
        "OFFICE": "办公",
        "PARKING": "车位",
        "STORAGE": "储藏",
        "OTHER": "其他",
    },
    "floor": {
        "BASEMENT": "地下",
        "FLOORS_1_6": "1—6 层",
        "FLOORS_7_17": "7—17 层",
        "FLOORS_18_UP": "18 层以上",
        "UNKNOWN": "楼层未登记",
    },
    "tenure": {
        "UNDER_1_YEAR": "入住不满一年",
        "YEARS_1_3": "入住一至三年",
        "YEARS_3_5": "入住三至五年",
        "OVER_5_YEARS": "入住五年以上",
        "UNKNOWN": "入住时间未登记",
    },
    "reason": {
        "SERVICE": "服务不满",
        "HARDSHIP": "经济困难",
        "FORGOT": "遗忘或忙碌",
        "MOVED": "搬迁失联",
        "VACANT": "空置未住",
        "PRICE": "对价格或计费有异议",
        "NOT_INFORMED": "未收到通知",
        "OWNERSHIP": "产权或交接纠纷",
        "REFUSAL": "拒不缴纳",
        "OTHER": "其他",
        "UNRECORDED": "未登记原因",
    },
    "stage": {**STAGES, "HELD": "暂缓催收", "NO_CASE": "尚未进入催收"},
    "duration": AGES,
    "bucket": AGES,
    "band": {
        "UNDER_500": "500 元以下",
        "YUAN_500_1000": "500—1,000 元",
        "YUAN_1000_2000": "1,000—2,000 元",
        "YUAN_2000_5000": "2,000—5,000 元",
        "YUAN_5000_10000": "5,000—10,000 元",
        "OVER_10000": "10,000 元以上",
    },
    "late": {
        "ON_TIME": "按时缴清",
        "DAYS_1_7": "晚 1—7 天",
        "DAYS_8_15": "晚 8—15 天",
        "DAYS_16_30": "晚 16—30 天",
        "DAYS_31_60": "晚 31—60 天",
        "OVER_60": "晚 60 天以上",
        "PENDING": "当日到期",
        "UNPAID": "逾期未缴清",
    },
    "channel": CHANNELS,
    "outcome": {
        "REACHED": "已接通",
        "PROMISED": "承诺付款",
        "REFUSED": "拒绝",
        "DISPUTED": "提出异议",
        "DELIVERED": "已送达",
        "NO_ANSWER": "无人接听",
        "WRONG_NUMBER": "号码错误",
        "RETURNED": "退回",
    },
}
NAMES = {
    "community": "小区",
    "building": "楼栋",
    "kind": "费项",
    "group": "客户类型",
    "usage": "房屋用途",
    "floor": "楼层",
    "tenure": "入住时长",
    "reason": "欠费原因",
    "stage": "催收阶段",
    "duration": "欠费时长",
    "band": "欠费金额",
    "bucket": "账龄",
    "late": "缴清早晚",
    "channel": "渠道",
    "outcome": "联系结果",
    "month": "月份",
    "period": "往期",
    "change": "调价",
}
UNPLACED = "UNPLACED"


def place_in_order(dimension: str, key: str) -> tuple[int, str]:
    """Where a key stands among its kind: declared keys in their order, others by their text."""
    order = ENUMERATED.get(dimension, {})
    return (list(order).index(key) if key in order else len(order), key)
