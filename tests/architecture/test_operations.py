"""House rules over all operations and refusals."""

from __future__ import annotations

import inspect
import pkgutil
import string
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType, ModuleType

import pytest

import qingshou
from qingshou.interfaces import wording
from qingshou.kernel.refusals import Refusal

CONTEXTS = [
    "intake", "approvals", "ledger", "parties", "estate", "tariffs", "billing", "payments",
    "invoices", "checkout", "debits", "reconciliation", "dunning",
]  # fmt: skip


def modules() -> list[ModuleType]:
    """Import everything that is ours."""
    names = [
        found.name
        for found in pkgutil.walk_packages(qingshou.__path__, "qingshou.")
        if ".migrations" not in found.name and ".project." not in found.name
    ]
    return [import_module(name) for name in names]


def operations() -> Iterator[FunctionType]:
    for module in modules():
        parts = module.__name__.split(".")
        if len(parts) < 3 or parts[1] not in CONTEXTS or parts[2] != "operations":
            continue
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "") == module.__name__
            if isinstance(value, FunctionType) and own and not name.startswith("_"):
                yield value


def refusals() -> list[type[Refusal]]:
    modules()
    found, waiting = [], [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind is not Refusal and kind.__module__.startswith("qingshou."):
            found.append(kind)
    return found


@pytest.mark.parametrize(
    "operation", list(operations()), ids=lambda o: f"{o.__module__}.{o.__name__}"
)
def test_an_operation_is_visibly_one(operation: FunctionType) -> None:
    assert getattr(operation, "is_operation", None), "decorate with @transaction(_required)"
    assert operation.__doc__, "say what it does and what it refuses"
    kinds = [parameter.kind for parameter in inspect.signature(operation).parameters.values()]
    assert all(kind is inspect.Parameter.KEYWORD_ONLY for kind in kinds), "keyword-only"


def test_refusal_codes_are_unique() -> None:
    codes = [refusal.code for refusal in refusals() if "code" in vars(refusal)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("refusal", refusals(), ids=lambda kind: kind.__name__)
def test_a_refusal_is_worded_with_its_own_facts(refusal: type[Refusal]) -> None:
    if "code" not in vars(refusal):
        pytest.skip("an abstract family of refusals")
    assert refusal.__doc__
    sentence = wording.sentences()[refusal.code]
    asked = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    facts = set(inspect.signature(refusal).parameters)
    assert asked <= facts, f"{refusal.code} is worded with {asked - facts}, which it does not carry"
