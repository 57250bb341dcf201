"""What people read when a report is refused."""

SENTENCES = {
    "reports.scope-unknown": (
        "没有找到报告范围“{text}”。可用 company（全公司）、一个小区编码，或多个小区编码以逗号分隔；"
        "已登记的小区：{known}。"
    ),
    "reports.figures-do-not-tie": (
        "报告数字不平，未生成报告：等式“{equation}”左边为 {left}，右边为 {right}（共 {count} 处不平）。"
        "请先运行 qingshou check_ledger 查明账目。"
    ),
}
