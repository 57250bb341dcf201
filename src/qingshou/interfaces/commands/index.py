"""The list of commands a person sees when asking for help."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

HEAD = """清收 Qingshou: 物业费计费、收款、依法催收与总结报告
Property-fee billing, receipts, lawful collection and the summary report

用法 Usage: qingshou 命令 [选项]      命令说明 details: qingshou 命令 --help

"""


def overview() -> str:
    """Write the list of all commands with their Chinese and English one-line helps."""
    folder = Path(__file__).parent / "management" / "commands"
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    return HEAD + "".join(f"  {name:<18}{_summary(name)}\n" for name in names)


def _summary(name: str) -> str:
    command = import_module(f"qingshou.interfaces.commands.management.commands.{name}").Command
    return f"{command.summary_zh}  {command.summary_en}"
