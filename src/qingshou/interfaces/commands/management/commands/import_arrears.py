"""Let in opening arrears."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.commands.import_door import ImportDoor


class Command(ImportDoor):
    """Import an arrears workbook."""

    kind = "ARREARS"
    summary_zh = "导入期初欠费"
    summary_en = "Import opening arrears"
    example = "qingshou import_arrears 欠费台账.xlsx --preview"

    def process(self) -> Any:
        """Let the arrears_arrive process carry it."""
        from qingshou.processes import arrears_arrive

        return arrears_arrive
