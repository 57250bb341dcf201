"""Let in a registry: communities, homes, holders, prices."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.commands.import_door import ImportDoor


class Command(ImportDoor):
    """Import a registry workbook."""

    kind = "REGISTRY"
    summary_zh = "导入房产台账：小区、房屋、业主、收费标准"
    summary_en = "Import a registry: communities, homes, holders, prices"
    example = "qingshou import_registry 房产台账.xlsx --preview"

    def process(self) -> Any:
        """Let the registry_arrives process carry it."""
        from qingshou.processes import registry_arrives

        return registry_arrives
