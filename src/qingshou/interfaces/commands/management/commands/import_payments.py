"""Let in a payment history."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.commands.import_door import ImportDoor


class Command(ImportDoor):
    """Import a payments workbook."""

    kind = "PAYMENTS"
    summary_zh = "导入缴费记录"
    summary_en = "Import a payment history"
    example = "qingshou import_payments 收费明细.xlsx --preview"

    def process(self) -> Any:
        """Let the payments_arrive process carry it."""
        from qingshou.processes import payments_arrive

        return payments_arrive
