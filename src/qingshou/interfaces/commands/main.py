"""The ``qingshou`` program."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from importlib.metadata import version

USAGE, INTERRUPTED = 2, 130
HELP = ("help", "--help", "-h")


def main() -> None:
    """Run one command of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingshou.project.settings")
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("已中断 Interrupted\n")
        sys.exit(INTERRUPTED)


def run(arguments: list[str]) -> int:
    """Show the list of commands, or run the one that is named; tell the exit code."""
    import django

    from qingshou.interfaces.wording import usage

    if not all(_is_text(argument) for argument in arguments):
        sys.stderr.write(f"{usage.tell_unreadable_arguments()}\n")
        return USAGE
    django.setup()
    name, *rest = arguments or ["help"]
    if name in HELP:
        return run([rest[0], "--help"]) if rest else _show_overview()
    if name == "--version":
        sys.stdout.write(f"qingshou {version('qingshou')}\n")
        return 0
    return _execute(name, arguments)


def _show_overview() -> int:
    from qingshou.interfaces.commands.index import overview

    sys.stdout.write(overview())
    return 0


def _execute(name: str, arguments: list[str]) -> int:
    from django.core.management import ManagementUtility, get_commands

    from qingshou.interfaces.commands.index import names
    from qingshou.interfaces.wording import usage

    if name not in get_commands():
        near = get_close_matches(name, names())
        sys.stderr.write(f"{usage.tell_unknown_command(name, near)}\n")
        return USAGE
    ManagementUtility(["qingshou", *arguments]).execute()
    return 0


def _is_text(argument: str) -> bool:
    """Tell whether an argument came as UTF-8."""
    return argument == argument.encode("utf-8", "replace").decode("utf-8")


if __name__ == "__main__":
    main()
