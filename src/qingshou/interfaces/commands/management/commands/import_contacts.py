"""Let in an archive of contacts."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.commands.import_door import ImportDoor


class Command(ImportDoor):
    """Import a contacts workbook."""

    kind = "CONTACTS"
    summary_zh = "导入催缴记录"
    summary_en = "Import an archive of contacts"
    example = "qingshou import_contacts 催缴记录.xlsx --preview"

    def process(self) -> Any:
        """Let the contacts_arrive process carry it."""
        from qingshou.processes import contacts_arrive

        return contacts_arrive
