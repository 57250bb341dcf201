"""Run the benchmarks, print a table, write ``var/bench/results.json``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

NAMES = ("posting", "aging", "figures", "registry", "receipts", "penalties", "statements")
OUT = Path("var/bench")


def main() -> None:
    """Run, print, write; exit 1 when a ratio is over its limit."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", default=list(NAMES), choices=[*NAMES, list(NAMES)])
    parser.add_argument("--tenth", action="store_true", help="a tenth of the size")
    asked = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    results = [row for name in asked.names for row in _run(name, tenth=asked.tenth)]
    (OUT / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False), "utf-8")
    Console().print(_table(results))
    sys.exit(any(row["ratio"] > row["limit"] for row in results))


def _run(name: str, *, tenth: bool) -> list[dict[str, object]]:
    Console().print(f"[bold]{name}[/] ...")
    answer = OUT / f"{name}.json"
    answer.unlink(missing_ok=True)
    environment = os.environ | {"QINGSHOU_VAR": str((OUT / "database").resolve())}
    subprocess.run(
        [sys.executable, "-m", "bench.one", name, str(answer), *(["--tenth"] if tenth else [])],
        check=True,
        env=environment,
    )
    return json.loads(answer.read_text("utf-8"))


def _table(results: list[dict[str, object]]) -> Table:
    table = Table("what", "size", "ratio", "limit", "", "measured")
    for row in results:
        holds = row["ratio"] <= row["limit"]
        table.add_row(
            str(row["name"]), f"{row['size']:,}", f"{row['ratio']:.2f}", f"{row['limit']:g}",
            "[green]holds[/]" if holds else "[red]over[/]", str(row["measured"]),
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
