"""A refusal is the business saying no: a code, typed facts, and no wording of its own."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is a statement, not an error
    """The business says no.

    Subclasses live in the module that raises them, carry a unique ``code`` such as
    ``billing.period-already-billed`` and the facts a person needs to act. What people
    read is made from code and facts by ``interfaces/wording``.
    """

    code: ClassVar[str]

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}: {told}" if told else self.code
