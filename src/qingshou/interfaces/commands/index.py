"""The list of commands a person sees when asking for help."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from qingshou.interfaces.wording.columns import padded, width

HEAD = """清收 Qingshou：物业费计费、收款、依法催收与总结报告
Property-fee billing, receipts, lawful collection and the summary report

用法 Usage: qingshou 命令 [选项]
说明 Help:  qingshou 命令 --help

"""
FOLDER = Path(__file__).parent / "management" / "commands"


def names() -> list[str]:
    """List our own commands."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def overview() -> str:
    """Write the list of all commands, one line each, in both languages."""
    rows = [(name, *_summaries(name)) for name in names()]
    first, second = (max(width(row[at]) for row in rows) + 2 for at in (0, 1))
    lines = (f"  {padded(name, first)}{padded(zh, second)}{en}\n" for name, zh, en in rows)
    return HEAD + "".join(lines)


def _summaries(name: str) -> tuple[str, str]:
    command = import_module(f"qingshou.interfaces.commands.management.commands.{name}").Command
    return command.summary_zh, command.summary_en
