"""Every sentence people read, by code; one file per context."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.utils.translation import gettext

from qingshou.kernel.refusals import Refusal


@cache
def sentences() -> dict[str, str]:
    """Collect the sentences of all contexts.

    Raises:
        ValueError: If two contexts word the same code.
    """
    collected: dict[str, str] = {}
    for module in iter_modules(__path__):
        own = getattr(import_module(f"{__name__}.{module.name}"), "SENTENCES", {})
        doubled = collected.keys() & own.keys()
        if doubled:
            raise ValueError(f"worded twice: {sorted(doubled)}")
        collected |= own
    return collected


@cache
def terms() -> dict[tuple[str, str], Mapping[str, str]]:
    """Collect what codes are called inside sentences, by the sentence's code and the fact."""
    collected: dict[tuple[str, str], Mapping[str, str]] = {}
    for module in iter_modules(__path__):
        collected |= getattr(import_module(f"{__name__}.{module.name}"), "TERMS", {})
    return collected


def of(refusal: Refusal) -> str:
    """Say a refusal in the reader's language, with its facts filled in."""
    return say(refusal.code, refusal.facts)


def say(code: str, facts: dict[str, Any]) -> str:
    """Say a code with its facts filled in."""
    sentence = gettext(sentences()[code])
    return sentence.format_map({name: _term(code, name, fact) for name, fact in facts.items()})


def _term(code: str, name: str, fact: Any) -> Any:
    """Say a coded fact by its name; any other fact stands for itself."""
    return terms().get((code, name), {}).get(str(fact), fact)
