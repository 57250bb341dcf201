"""What the platform and the kernel say."""

SENTENCES = {
    "kernel.amount-unreadable": "金额「{text}」不是以元为单位、最多两位小数的数。请改成类似 1234.50 的写法后重试。",
    "kernel.period-unreadable": "账期「{text}」无法识别。请写成 2026-11（月）、2026Q3（季）、2026H1（半年）或 2026（年），年份在 1950 至 2199 之间。",
    "platform.request-id-reused": (
        "请求编号 {request_id} 已用于另一次{operation}，内容不同，本次未执行。"
        "若是重试，请原样重发；若是新业务，请换一个请求编号。"
    ),
    "platform.member-unknown": (
        "没有登录名为「{login}」、已启用且在 {on} 有授权的员工，本次未办理。"
        "请核对登录名，或先用 qingshou enroll 登记员工。"
    ),
    "platform.login-not-usable": (
        "登录名「{login}」不可用。请用 2 至 40 个字母、数字、点或连字符，且不能是 system。"
    ),
}

OPERATIONS = {
    "payments.receive": "收款",
    "payments.refund": "退款",
    "payments.void-receipt": "收据作废",
    "payments.take-deposit": "收押金",
    "payments.return-deposit": "退押金",
    "payments.apply-deposit": "押金抵扣",
    "billing.offer": "登记优惠方案",
    "billing.discount": "优惠",
    "billing.waive": "减免",
    "billing.write-off": "坏账核销",
    "dunning.log_contact": "登记联系",
    "checkout.open": "线上缴费下单",
}
TERMS = {("platform.request-id-reused", "operation"): OPERATIONS}

ROLES = {
    "CASHIER": "收费员",
    "FINANCE": "财务专员",
    "COLLECTOR": "催收员",
    "SERVICE_DESK": "客服",
    "PROJECT_MANAGER": "项目经理",
    "LEGAL": "法务",
    "ANALYST": "集团分析",
    "AUDITOR": "审计",
    "SYSTEM_ADMIN": "系统管理",
    "SECURITY_ADMIN": "安全管理",
    "AUDIT_ADMIN": "审计管理",
    "OWNER": "业主",
    "TENANT": "租户",
}
