"""One benchmark in its own process: prepare a database, measure, add the peak memory."""

from __future__ import annotations

import argparse
import json
import os
import resource
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from bench.measure import Measured

MEMORY_LIMIT_MB = 400


def main() -> None:
    """Run the named benchmark and write its rows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--tenth", action="store_true")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "qingshou.project.settings"
    import django

    django.setup()
    rows = import_module(f"bench.{asked.name}").run(0.1 if asked.tenth else 1)
    rows.append(_memory(asked.name))
    asked.answer.write_text(json.dumps([asdict(row) for row in rows]), "utf-8")


def _memory(name: str) -> Measured:
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak = max(mine, children if name in ("posting", "penalties") else 0) / 1024
    return Measured(
        name=f"{name}: peak memory of Python ÷ 400 MB",
        ratio=round(peak / MEMORY_LIMIT_MB, 3),
        limit=1.0,
        size=round(peak),
        measured=f"{peak:.0f} MB",
    )


if __name__ == "__main__":
    main()
