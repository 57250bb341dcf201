"""The columns of channel bills, by name: WeChat Pay's generations of layouts, and Alipay's.

Summary blocks map a title to what it must equal: a count of rows or a sum over a role.
"""

from __future__ import annotations

from collections.abc import Mapping

from qingshou.reconciliation.rules.layouts import Layout, Sides

WECHATPAY = Layout(
    code="WECHATPAY_TRADE",
    sides=Sides.OWN_RULE,
    needed=("moment", "serial", "order_number"),
    titles={
        "moment": ("交易时间",),
        "own_account": ("商户号",),
        "serial": ("微信订单号",),
        "order_number": ("商户订单号",),
        "payer_account": ("用户标识",),
        "trade_state": ("交易状态",),
        "currency": ("货币种类",),
        # 订单金额 is what the owner paid for; older layouts only have 总金额.
        "order_amount": ("订单金额", "总金额"),
        "settled_amount": ("应结订单金额",),
        "refund_serial": ("微信退款单号",),
        "refund_number": ("商户退款单号",),
        "refund_amount": ("退款金额",),
        "asked_refund": ("申请退款金额",),
        "voucher_refund": ("充值券退款金额",),
        "refund_state": ("退款状态",),
        "refunded_at": ("退款成功时间",),
        "goods": ("商品名称",),
        "attach": ("商户数据包",),
        "fee": ("手续费",),
    },
)

WECHATPAY_SUMMARY: Mapping[str, str] = {
    "总交易单数": "count",
    "应结订单总金额": "settled_amount",
    "总交易额": "order_amount",
    "订单总金额": "order_amount",
    "退款总金额": "refund_amount",
    "总退款金额": "refund_amount",
    "申请退款总金额": "asked_refund",
    "充值券退款总金额": "voucher_refund",
    "手续费总金额": "fee",
}

FUND_FLOW = Layout(
    code="WECHATPAY_FUNDFLOW",
    sides=Sides.MARKED,
    needed=("moment", "serial", "side", "amount"),
    titles={
        "moment": ("记账时间",),
        "business_number": ("微信支付业务单号",),
        "serial": ("资金流水单号",),
        "business": ("业务名称",),
        "business_type": ("业务类型",),
        "side": ("收支类型",),
        "amount": ("收支金额(元)", "收支金额"),
        "balance": ("账户结余(元)", "账户结余"),
        "applicant": ("资金变更提交申请人",),
        "remark": ("备注",),
        "voucher": ("业务凭证号",),
    },
)

FUND_FLOW_SUMMARY: Mapping[str, str] = {
    "资金流水总笔数": "count",
    "收入笔数": "count_in",
    "收入金额": "in",
    "支出笔数": "count_out",
    "支出金额": "out",
}

ALIPAY = Layout(
    code="ALIPAY_BUSINESS",
    sides=Sides.OWN_RULE,
    needed=("serial", "order_number", "order_amount"),
    titles={
        "serial": ("支付宝交易号",),
        "order_number": ("商户订单号",),
        "business_type": ("业务类型",),
        "goods": ("商品名称",),
        "created_at": ("创建时间",),
        "moment": ("完成时间",),
        "payer_account": ("对方账户",),
        "order_amount": ("订单金额（元）",),
        "received_amount": ("商家实收（元）",),
        "refund_number": ("退款批次号/请求号", "退款批次号"),
        "fee": ("服务费（元）",),
        "remark": ("备注",),
    },
)
