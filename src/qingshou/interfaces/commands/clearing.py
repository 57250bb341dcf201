"""A seller's settlement sheet as facts for programs."""

from __future__ import annotations

from typing import Any

from qingshou.processes.owner_change_needs_clearance.sheet import Sheet


def sheet_facts(sheet: Sheet) -> dict[str, Any]:
    """Tell the sheet: sums, lines, and the codes of what keeps the certificate back."""
    position = sheet.position
    return {
        "unit": sheet.sale.unit.code,
        "on": sheet.sale.on,
        "as_of": sheet.as_of,
        "accounts": list(sheet.sale.codes),
        "owed": position.owed.yuan,
        "held": position.held.yuan,
        "penalty": sheet.penalty.yuan,
        "prepaid": sheet.prepaid.yuan,
        "hindrances": [hindrance.value for hindrance in sheet.hindrances],
        "open": [
            {"kind": line.kind, "from": line.period.start, "due_on": line.due_on,
             "amount": line.open.yuan}
            for line in sheet.open
        ],
        "unbilled": [
            {"kind": line.kind, "from": line.period.start, "until": line.period.until,
             "amount": line.amount.yuan if line.amount else None}
            for line in sheet.unbilled
        ],
        "beyond": [
            {"kind": item.kind, "from": item.period.start, "until": item.period.until,
             "amount": item.amount.yuan, "beyond": item.beyond.yuan, "obstacle": item.obstacle}
            for item in sheet.beyond
        ],
        "deposits": [{"receipt": one.number, "amount": one.left.yuan} for one in sheet.deposits],
        "on_its_way": [
            {"reference": way.reference, "amount": way.amount.yuan} for way in sheet.on_its_way
        ],
        "requests": [{"request_id": one.request_id, "state": one.state} for one in sheet.requests],
        "holds": list(sheet.holds),
    }  # fmt: skip
