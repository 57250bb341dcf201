"""What bank debit says: refusals, states, reasons, and what a batch and an answer brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from qingshou.debits.operations import Answered, Built
from qingshou.debits.queries import BatchLine, DebitLine, MandateLine
from qingshou.interfaces.wording.columns import grouped, padded, width

STATES = {
    "BUILT": "已生成，待送盘",
    "SENT": "已送盘，待回盘",
    "PARTLY": "部分回盘",
    "RETURNED": "已全部回盘",
    "WITHDRAWN": "已撤回",
}
OUTCOMES = {"PAID": "已扣款", "FAILED": "扣款失败", "WAITING": "待回盘"}
REASONS = {
    "INSUFFICIENT_FUNDS": "余额不足",
    "LIMIT_EXCEEDED": "超过银行限额",
    "ACCOUNT_BLOCKED": "账户冻结或止付",
    "BANK_FAULT": "银行系统原因",
    "ACCOUNT_CLOSED": "账户已销户",
    "NUMBER_WRONG": "账号有误",
    "NAME_MISMATCH": "户名不符",
    "MANDATE_MISSING": "银行无此协议",
    "OTHER": "其他原因",
}
BECAUSE = {
    "HELD": "争议处理或暂缓中",
    "RUNNING": "已在另一批次中，等待回盘",
    "NO_MANDATE": "没有有效的代扣协议",
    "KIND_NOT_COVERED": "协议不含该收费项目",
    "MANDATE_RESTS": "银行以长期原因退回，须重签协议",
    "ENDED": "已停止代扣（原因不会改变或次数用完）",
    "NOT_YET": "未到下次扣款日",
    "ABOVE_LIMIT": "超过协议的单笔限额",
    "ABOVE_MONTH": "超过协议的当月限额",
}
ENDS = {"REASON_LASTS": "停止代扣，须人工处理", "TRIES_USED_UP": "扣款次数用完，转人工催收"}
ANSWERS = REASONS | {"PAID": "已扣款"}
TERMS = {
    ("debits.answer-contradicts", "earlier"): ANSWERS,
    ("debits.answer-contradicts", "now"): ANSWERS,
    ("debits.batch-not-sent", "state"): STATES,
}

SENTENCES = {
    "debits.number-unreadable": (
        "银行账号应为 8 至 32 位数字，收到的内容含 {digits} 位数字，未登记。请核对协议上的账号。"
    ),
    "debits.limits-implausible": (
        "单笔限额 {limit} 元、当月限额 {monthly} 元不合理，未登记。"
        "两者都须大于零，当月限额不低于单笔限额。"
    ),
    "debits.mandate-days-implausible": (
        "协议于 {signed_on} 签署，{since} 起生效，到期日 {until}，未登记。"
        "生效日不得早于签署日，到期日须晚于生效日。"
    ),
    "debits.mandate-paper-used": "协议编号 {document} 已登记过，未重复登记。请核对纸质协议的编号。",
    "debits.mandate-overlaps": (
        "协议 {document} 与同一账户的另一协议在期间和收费项目上重叠，未登记。请先撤销原协议，或改生效日。"
    ),
    "debits.mandate-unknown": "该小区没有编号为 {document} 的代扣协议。请用 qingshou mandate list 查看。",
    "debits.mandate-already-revoked": "协议 {document} 已于 {on} 撤销，未重复撤销。",
    "debits.revoked-without-reason": (
        "协议 {document} 自 {since} 起生效，未能于 {on} 撤销。请写明撤销原因，撤销日不得早于生效日。"
    ),
    "debits.nothing-to-debit": (
        "{on} 有 {due} 笔到期账单，但没有一笔可以代扣，未生成批次。请用 --preview 查看各笔未列入的原因。"
    ),
    "debits.batch-unknown": "没有编号为 {batch} 的代扣批次。请用 qingshou debit list 查看批次编号。",
    "debits.batch-already-sent": "批次 {batch} 已于 {on} 送盘，不能重复送盘，也不能撤回。请等待银行回盘。",
    "debits.batch-withdrawn": "批次 {batch} 已于 {on} 撤回。请重新生成批次。",
    "debits.batch-not-sent": (
        "批次 {batch} 的状态为「{state}」，没有送盘记录，回盘未导入。如文件确已送交银行，"
        "请先用 qingshou debit send 登记送盘日期。"
    ),
    "debits.settled-ahead": (
        "扣款日期 {on} 早于送盘日 {sent_on} 或晚于今天 {today}，回盘未导入。请填写银行实际扣款的日期。"
    ),
    "debits.totals-differ": (
        "回盘文件 {file} 声明 {declared_lines} 笔、{declared} 元，实际应为 {found_lines} 笔、{found} 元，"
        "未导入。文件可能不完整或属于其他批次，请向银行重新索取。"
    ),
    "debits.line-doubled": "回盘文件中 {reference} 出现 {times} 次，应只有 1 次，未导入。请向银行重新索取文件。",
    "debits.line-unknown": (
        "回盘文件共 {lines} 行，其中 {unknown} 行（例如 {reference}）不属于批次 {batch}，未导入。"
        "请核对是否拿错文件。"
    ),
    "debits.amount-differs": (
        "{reference} 送盘金额 {asked} 元，回盘金额 {answered} 元，共 {lines} 行不一致，未导入。"
        "请与银行核对后重新索取文件。"
    ),
    "debits.partly-debited": (
        "{reference} 应扣 {asked} 元，银行实扣 {paid} 元，未导入。代扣须足额或不扣，请与银行核对该笔。"
    ),
    "debits.answer-contradicts": (
        "{reference} 在回盘文件 {file} 中为「{earlier}」，本文件为「{now}」，未导入。请与银行核对以哪个为准。"
    ),
    "debits.template-unusable": (
        "代扣文件模板 {template} 不可用：{place} 处为「{found}」。请改正模板后重试。"
    ),
    "debits.template-unknown": "没有模板「{template}」。可选：{known}；也可填写模板文件的路径。",
    "debits.text-too-long": (
        "{reference} 的「{column}」有 {length} 个字节，银行最多接受 {most} 个，未写文件。"
        "请改正协议登记的内容，或改用其他模板。"
    ),
    "debits.text-not-in-encoding": (
        "{reference} 的「{column}」含有「{sign}」字，{encoding} 编码中没有，未写文件。"
        "请按开户银行登记的写法重签协议，或改用其他模板。"
    ),
    "debits.return-unreadable": (
        "回盘文件 {file} 无法识别：{place} 为「{found}」，未导入。请确认是银行返回的原文件，未经改动。"
    ),
    "debits.no-batch-named": (
        "文件 {file} 中没有代扣批次的行编号，无法确定属于哪个批次。请确认是银行返回的代扣回盘文件。"
    ),
    "debits.several-batches-named": (
        "文件 {file} 含有 {batches} 个批次（{first}、{second} 等）的行，未导入。请按批次分别导入。"
    ),
    "debits.other-batch": "文件 {file} 属于批次 {found}，不是批次 {asked}，未导入。请核对文件。",
}


def tell_built(built: Built, *, community: str, path: Path | None = None) -> str:
    """Tell what a batch debits and what it leaves out."""
    head = f"{community} {built.on} 代扣"
    head += f"批次 {built.number}" if built.number is not None else "预览，未生成批次"
    lines = [
        f"{head}：{built.lines} 户，{built.bills} 笔账单，合计 {grouped(built.total.yuan)} 元。"
    ]
    lines += [
        f"  未列入 {left.bills} 笔 {grouped(left.total.yuan)} 元：{BECAUSE[left.because]}"
        for left in built.left
    ]
    if path is not None:
        lines.append(f"送盘文件：{path}")
        lines.append(f"送交银行后请登记：qingshou debit send {built.number}")
    return "\n".join(lines)


def tell_answered(answered: Answered, *, preview: bool = False) -> str:
    """Tell what a return file brought."""
    if answered.again:
        return (
            f"批次 {answered.batch} 的这份回盘文件以前已导入，本次没有任何变动。"
            f"当时扣款 {answered.paid_lines} 户 {grouped(answered.paid.yuan)} 元，"
            f"失败 {answered.failed_lines} 户 {grouped(answered.failed.yuan)} 元。"
        )
    lines = [
        f"批次 {answered.batch} 回盘{'预览，未导入' if preview else ''}："
        f"扣款 {answered.paid_lines} 户 {grouped(answered.paid.yuan)} 元，"
        f"失败 {answered.failed_lines} 户 {grouped(answered.failed.yuan)} 元。"
        f"{STATES[answered.state]}。"
    ]
    lines += [f"  {REASONS[reason]} {count} 户" for reason, count in answered.reasons]
    if answered.known:
        lines.append(f"  {answered.known} 户以前已回盘，结果相同，未重复入账")
    if answered.waiting:
        lines.append(f"  {answered.waiting} 户尚未回盘")
    if answered.notices:
        lines.append(f"  {answered.notices} 户下次为最后一次扣款，已登记提醒")
    return "\n".join(lines)


def tell_batches(batches: Sequence[BatchLine], names: Mapping[int, str]) -> str:
    """List batches."""
    if not batches:
        return "没有代扣批次。"
    rows = [
        (
            str(one.batch),
            names[one.community_id],
            str(one.on),
            STATES[one.state],
            f"{one.lines} 户 {grouped(one.total.yuan)} 元",
            f"扣款 {one.paid_lines} 户 {grouped(one.paid.yuan)} 元",
            f"失败 {one.failed_lines} 户",
            f"待回盘 {one.waiting} 户",
        )
        for one in batches
    ]
    return table(rows)


def tell_lines(lines: Sequence[DebitLine]) -> str:
    """List the debits of a batch."""
    return table([_line(one) for one in lines])


def _line(line: DebitLine) -> tuple[str, ...]:
    outcome = OUTCOMES[line.outcome]
    if line.reason:
        outcome += f"：{REASONS[line.reason]}"
    follows = ENDS.get(line.ended, "") if line.ended else ""
    if line.next_on:
        follows = f"第 {line.tries} 次失败，{line.next_on} 起再扣"
    return line.reference, line.account, f"{grouped(line.amount.yuan)} 元", outcome, follows


def tell_mandates(mandates: Sequence[MandateLine], kinds: Mapping[str, str]) -> str:
    """List mandates."""
    if not mandates:
        return "没有代扣协议。"
    return table(
        [
            (
                one.document,
                one.account,
                f"{one.bank} {one.number}",
                one.holder,
                "、".join(kinds.get(kind, kind) for kind in one.kinds),
                f"单笔 {grouped(one.limit.yuan)} 元，当月 {grouped(one.monthly.yuan)} 元",
                _days(one),
            )
            for one in mandates
        ]
    )


def _days(mandate: MandateLine) -> str:
    if mandate.revoked_on:
        return f"{mandate.since} 起，{mandate.revoked_on} 撤销：{mandate.revoked_because}"
    return f"{mandate.since} 起{f'至 {mandate.until} 前' if mandate.until else ''}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Set rows in columns, the last one as it comes."""
    widths = [max(width(row[at]) for row in rows) + 2 for at in range(len(rows[0]) - 1)]
    return "\n".join(
        "".join(padded(text, at) for text, at in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in rows
    )
