"""The columns of bank exports, one row per header set: data, to be extended by copying a row.

Only names count, so a bank may move its columns; a role lists every name it was seen under. The
last row understands the words most banks share and is the fallback for a bank not listed.
"""

from __future__ import annotations

from qingshou.reconciliation.rules.layouts import Layout, Sides

_OTHER_SIDE = {
    "payer_name": (
        "对方户名", "对方名称", "对方单位名称", "对方单位", "对方账户名称", "对方账号名称", "对方账户名", "交易对方",
        "交易对手名称", "收(付)方名称", "收付方名称", "对手方名称", "对方名",
    ),
    "payer_account": (
        "对方账号", "对方帐号", "对方账户", "对方帐户", "对方卡号", "交易对手账号", "收(付)方账号", "收付方帐号",
        "对手方账号", "对方账号/卡号", "对方卡号/账号",
    ),
}  # fmt: skip
_WORDS = {
    "summary": ("摘要", "交易摘要", "摘要说明", "摘要代码", "交易说明"),
    "use": ("用途", "交易用途"),
    "note": ("备注", "附言", "交易附言", "交易备注", "个性化信息", "注释", "客户附言"),
    "trade_type": ("交易类型", "业务类型", "交易名称"),
    "currency": ("币种", "交易货币", "交易币种", "币别", "记账币种", "货币"),
    "balance": (
        "余额", "账户余额", "交易后余额", "本次余额", "帐户余额", "联机余额", "当前余额", "账面余额"
    ),
    "own_account": ("账号", "本方账号", "本方帐号", "账户", "查询账号"),
}  # fmt: skip
_SHARED = _OTHER_SIDE | _WORDS

BANKS: tuple[Layout, ...] = (
    # 招商银行: personal CSV, quoted values behind a tab, totals behind #.
    Layout(
        "CMB_PERSONAL",
        {"on": ("交易日期",), "at": ("交易时间",), "in": ("收入",), "out": ("支出",), "balance": ("余额",),
         "trade_type": ("交易类型",), "note": ("交易备注",)},
        needed=("on", "in", "out", "note"),
    ),
    # 招商银行: corporate, header in row 5 or 12.
    Layout(
        "CMB_CORPORATE",
        _SHARED | {"on": ("交易日",), "at": ("交易时间",), "out": ("借方金额",), "in": ("贷方金额",),
                   "serial": ("流水号", "交易流水号")},
        needed=("on", "in", "out"),
    ),
    Layout(
        "CMB_CORPORATE_NET",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "out": ("借方(出账)", "借方"),
                   "in": ("贷方(入账)", "贷方"), "serial": ("交易流水号",)},
        needed=("on", "in", "out", "serial"),
    ),
    # 建设银行: corporate, old and new export.
    Layout(
        "CCB_CORPORATE",
        _SHARED | {"moment": ("交易时间",), "on": ("记账日期",), "out": ("借方发生额/元(支取)", "借方发生额(支取)"),
                   "in": ("贷方发生额/元(收入)", "贷方发生额(收入)"),
                   "serial": ("账户明细编号-交易流水号",), "own_name": ("账户名称",)},
        needed=("in", "out", "serial"),
    ),
    # 农业银行: account above the header, footer such as "5 收 91,007,497.02".
    Layout(
        "ABC_CORPORATE",
        _SHARED | {"moment": ("交易时间",), "in": ("收入金额",), "out": ("支出金额",), "balance": ("账户余额",)},
        needed=("moment", "in", "out"),
    ),
    # 中国银行: payer and payee side by side, 往账 below zero.
    Layout(
        "BOC_CORPORATE",
        _WORDS | {"on": ("交易日期",), "at": ("交易时间",), "amount": ("交易金额",), "side": ("交易类型",),
                  "from_account": ("付款人账号",), "from_name": ("付款人名称",), "to_account": ("收款人账号",),
                  "to_name": ("收款人名称",), "serial": ("交易流水号",), "trade_type": ("业务类型",)},
        needed=("on", "amount", "from_name", "to_name"),
        sides=Sides.PARTIES,
    ),
    # 工商银行: corporate history, personal history, marked by words, marked by numbers.
    Layout(
        "ICBC_CORPORATE",
        _SHARED | {"moment": ("交易时间",), "side": ("借/贷",), "out": ("借方发生额",), "in": ("贷方发生额",),
                   "own_account": ("本方账号",)},
        needed=("moment", "in", "out", "side"),
    ),
    Layout(
        "ICBC_PERSONAL",
        _SHARED | {"on": ("交易日期",), "in": ("记账金额(收入)", "交易金额(收入)"),
                   "out": ("记账金额(支出)", "交易金额(支出)"), "place": ("交易场所",)},
        needed=("on", "in", "out"),
    ),
    Layout(
        "ICBC_MARKED",
        _SHARED | {"on": ("入账日期",), "at": ("入账时间",), "side": ("借贷标志", "借贷标识"),
                   "amount": ("发生额",)},
        needed=("on", "side", "amount"),
        sides=Sides.MARKED,
    ),
    Layout(
        "ICBC_NUMBERED",
        _SHARED | {"on": ("日期", "交易日期"), "at": ("时间",), "side": ("收支标志", "借贷方向"),
                   "amount": ("金额", "交易金额")},
        needed=("on", "side", "amount"),
        sides=Sides.MARKED,
    ),
    # 交通银行
    Layout(
        "BOCOM_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "side": ("借贷标志",), "amount": ("发生额",),
                   "serial": ("会计流水号", "核心流水号")},
        needed=("on", "side", "amount", "serial"),
        sides=Sides.MARKED,
    ),
    # 中信银行
    Layout(
        "CITIC_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "out": ("借方发生额", "借方金额"),
                   "in": ("贷方发生额", "贷方金额"), "serial": ("柜员交易号",)},
        needed=("on", "in", "out", "serial"),
    ),
    # 邮储银行
    Layout(
        "PSBC_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "out": ("支出金额", "转出金额"),
                   "in": ("存入金额", "转入金额"), "serial": ("交易流水", "系统流水号")},
        needed=("on", "in", "out"),
    ),
    # 光大银行
    Layout(
        "CEB_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "out": ("借方发生额",), "in": ("贷方发生额",),
                   "serial": ("流水号", "账户流水号")},
        needed=("on", "in", "out", "serial"),
    ),
    # 民生银行
    Layout(
        "CMBC_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "out": ("借方发生额", "借方金额"),
                   "in": ("贷方发生额", "贷方金额"), "serial": ("交易流水号",), "voucher": ("凭证号",)},
        needed=("on", "in", "out", "serial"),
    ),
    # 兴业银行
    Layout(
        "CIB_CORPORATE",
        _SHARED | {"moment": ("交易时间",), "out": ("借方金额",), "in": ("贷方金额",),
                   "serial": ("银行流水号",)},
        needed=("moment", "in", "out", "serial"),
    ),
    # 浦发银行: one column, outgoing below zero.
    Layout(
        "SPDB_CORPORATE",
        _SHARED | {"on": ("交易日期",), "at": ("交易时间",), "amount": ("交易金额", "发生金额"),
                   "serial": ("业务流水号", "交易流水号")},
        needed=("on", "amount", "balance"),
        sides=Sides.SIGNED,
    ),
    # Words most banks share.
    Layout(
        "BANK_COMMON",
        _SHARED | {"on": ("交易日期", "记账日期", "日期", "入账日期", "交易日"), "at": ("时间",),
                   "moment": ("交易时间", "记账时间", "交易日期时间"),
                   "out": ("借方发生额", "借方金额", "支出金额", "支出", "借方", "付款金额", "转出金额"),
                   "in": ("贷方发生额", "贷方金额", "收入金额", "收入", "贷方", "收款金额", "转入金额"),
                   "serial": ("交易流水号", "流水号", "银行流水号", "交易号")},
        needed=("in", "out"),
    ),
)  # fmt: skip
