"""What the platform and the kernel say."""

SENTENCES = {
    "kernel.amount-unreadable": "金额「{text}」不是以元为单位、最多两位小数的数。请改成类似 1234.50 的写法后重试。",
    "kernel.period-unreadable": "账期「{text}」无法识别。请写成 2026-11（月）、2026Q3（季）、2026H1（半年）或 2026（年），年份在 1950 至 2199 之间。",
    "platform.request-id-reused": (
        "请求编号 {request_id} 已用于另一次{operation}，内容不同，本次未执行。"
        "若是重试，请原样重发；若是新业务，请换一个请求编号。"
    ),
}

OPERATIONS = {"payments.receive": "收款", "dunning.log_contact": "登记联系"}
TERMS = {("platform.request-id-reused", "operation"): OPERATIONS}
