"""Let in a sheet of penalty terms."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.commands.import_door import ImportDoor


class Command(ImportDoor):
    """Import penalty terms."""

    kind = "PENALTY_TERMS"
    summary_zh = "导入违约金条款"
    summary_en = "Import penalty terms"
    example = "qingshou import_penalty_terms 违约金条款.xlsx --preview"

    def process(self) -> Any:
        """Let the penalty_terms_arrive process carry it."""
        from qingshou.processes import penalty_terms_arrive

        return penalty_terms_arrive
