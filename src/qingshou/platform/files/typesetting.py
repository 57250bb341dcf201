"""Set paper with typst: a template, its words as JSON beside it, and our own fonts only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from qingshou.platform.files.fonts import font_directory


def compiler(*, template: Path, content: Mapping[str, Any], folder: Path) -> typst.Compiler:
    """Lay a template and its content into a folder and make the compiler that sets them.

    The template reads its content from ``<template's stem>.json``; pictures it names lie in the
    folder already. No font of the machine is used, so equal content gives equal pages.
    """
    text = json.dumps(dict(content), ensure_ascii=False, sort_keys=True)
    (folder / f"{template.stem}.json").write_text(text, encoding="utf-8")
    shutil.copyfile(template, folder / template.name)
    return typst.Compiler(
        input=str(folder / template.name),
        root=str(folder),
        font_paths=[str(font_directory())],
        ignore_system_fonts=True,
    )
