"""What people read when a report is refused."""

SENTENCES = {
    "reports.scope-unknown": (
        "没有找到报告范围「{text}」。可用 company（全公司）、一个小区编号，或以半角逗号分隔的多个小区编号；"
        "已登记的小区：{known}。"
    ),
    "reports.figures-do-not-tie": (
        "报告数字不平，未生成报告：等式「{equation}」左边为 {left}，右边为 {right}（共 {count} 处不平）。"
        "请先运行 qingshou check_ledger 查明账目。"
    ),
    "reports.rows-do-not-add-up": (
        "指标「{name}」（{figure}）为 {value}，它的 {count} 行明细合计却是 {made}，两者不等，"
        "报告和明细都未写出。请重新生成一次；仍然不等的，运行 qingshou check_ledger 查明账目，"
        "并把本条提示原样交给系统维护人员。"
    ),
    "reports.figure-unknown": (
        "在这个范围和期间里没有指标「{figure}」。指标编号见报告的明细页，"
        "或报告工作簿「指标」工作表的第一列。"
    ),
    "reports.figure-is-computed": (
        "指标「{name}」（{figure}）由其他指标算得，没有自己的明细。请改为导出它的组成：{parts}。"
    ),
}
