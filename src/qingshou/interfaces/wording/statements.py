"""What a statement of account says on the screen."""

from __future__ import annotations

from qingshou.interfaces.wording.columns import aligned, grouped
from qingshou.reports.account_statement import AccountStatement
from qingshou.reports.writers.account_statement import NAMES, content

SENTENCES = {
    "reports.no-statement-to-tell": (
        "{unit} 在 {on} 没有可出对账单的账户。请核对房号和日期，或用 --account 指定该房屋的账户。"
    ),
}


def tell_statement(told: AccountStatement, file: str | None) -> str:
    """Write the statement as tables of yuan."""
    words = content(told)
    head = f"{told.community} {told.unit} {told.owner} 对账单（{words['span']}，元）"
    heads = NAMES["movement_heads"]
    rows = [[" ".join(filter(None, row[:3])), *row[3:]] for row in words["movements"]]
    sums = ["本期合计", *words["movement_total"][3:]]
    lines = [head, aligned([["日期与事项", *heads[3:]], *rows, sums])]
    state = f"未缴 {grouped(told.open.yuan)} 元，其中逾期 {grouped(told.overdue.yuan)} 元"
    state += f"；预存 {grouped(told.prepaid.yuan)} 元；押金 {grouped(told.deposited.yuan)} 元。"
    aged = "、".join(f"{name} {amount}" for name, amount in words["aging"] if amount != "0.00")
    lines += [state, *([f"账龄：{aged}。"] if aged else [])]
    return "\n".join([*lines, *([f"已写入 {file}。"] if file else [])])
