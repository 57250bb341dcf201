"""Reads the JSON forms of the quote commands: strict types, exact decimals, no unknown fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal

E = TypeVar("E", bound=StrEnum)

LONGEST_FORM = 4_000_000
YEARS = range(1900, 2200)
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FormUnreadable(Refusal):
    """What came in is not one JSON object."""

    code = "tariffs.form-unreadable"

    def __init__(self, *, place: str) -> None:
        super().__init__(place=place)


class FieldMissing(Refusal):
    """A field that is needed is not there."""

    code = "tariffs.field-missing"

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class FieldUnknown(Refusal):
    """A field is there that the form does not have, perhaps a misspelling."""

    code = "tariffs.field-unknown"

    def __init__(self, *, field: str, known: str) -> None:
        super().__init__(field=field, known=known)


class FieldsExclude(Refusal):
    """Exactly one of two fields must be given."""

    code = "tariffs.fields-exclude"

    def __init__(self, *, one: str, other: str) -> None:
        super().__init__(one=one, other=other)


class NotADecimal(Refusal):
    """A field is not a plain decimal number, not negative, written as text."""

    code = "tariffs.not-a-decimal"

    def __init__(self, *, field: str, value: str) -> None:
        super().__init__(field=field, value=value)


class NotAnAmount(Refusal):
    """A field is not an amount in yuan with at most two places, not negative, written as text."""

    code = "tariffs.not-an-amount"

    def __init__(self, *, field: str, value: str) -> None:
        super().__init__(field=field, value=value)


class NotADate(Refusal):
    """A field is not a day of the calendar written 2026-01-31."""

    code = "tariffs.not-a-date"

    def __init__(self, *, field: str, value: str) -> None:
        super().__init__(field=field, value=value)


class NotAWholeNumber(Refusal):
    """A field is not a whole number within its bounds."""

    code = "tariffs.not-a-whole-number"

    def __init__(self, *, field: str, value: str, most: int) -> None:
        super().__init__(field=field, value=value, most=most)


class NotOneOf(Refusal):
    """A field is none of the values it may have."""

    code = "tariffs.not-one-of"

    def __init__(self, *, field: str, value: str, allowed: str) -> None:
        super().__init__(field=field, value=value, allowed=allowed)


class NotAList(Refusal):
    """A field is not a list of objects."""

    code = "tariffs.not-a-list"

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class NotPositive(Refusal):
    """A field must be more than zero."""

    code = "tariffs.not-positive"

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class PeriodEmpty(Refusal):
    """A period ends before, or on the day, it begins."""

    code = "tariffs.period-empty"

    def __init__(self, *, start: date, until: date) -> None:
        super().__init__(start=start, until=until)


@dataclass(frozen=True, slots=True)
class Form:
    """A JSON object being read; every refusal names the field with its path."""

    fields: Mapping[str, object]
    path: str = ""

    def __contains__(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def only(self, *known: str) -> None:
        """Refuse fields the form does not have."""
        for name in self.fields:
            if name not in known:
                raise FieldUnknown(field=self.path + name, known=", ".join(known))

    def raw(self, name: str) -> object:
        """Take a field as it is."""
        if name not in self:
            raise FieldMissing(field=self.path + name)
        return self.fields[name]

    def decimal(self, name: str) -> Fraction:
        """Take an exact decimal number, zero or more."""
        value = self.raw(name)
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise NotADecimal(field=self.path + name, value=_shown(value))
        return Fraction(value)

    def amount(self, name: str) -> Money:
        """Take an amount in yuan, zero or more."""
        value = self.raw(name)
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise NotAnAmount(field=self.path + name, value=_shown(value))
        return Money.from_yuan(value)

    def day(self, name: str) -> date:
        """Take a day."""
        value = self.raw(name)
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                day = date.fromisoformat(value)
                if day.year in YEARS:
                    return day
        except ValueError:
            pass
        raise NotADate(field=self.path + name, value=_shown(value))

    def whole(self, name: str, *, most: int) -> int:
        """Take a whole number from zero to ``most``."""
        value = self.raw(name)
        if type(value) is not int or not 0 <= value <= most:
            raise NotAWholeNumber(field=self.path + name, value=_shown(value), most=most)
        return value

    def yes(self, name: str) -> bool:
        """Take true or false."""
        value = self.raw(name)
        if type(value) is not bool:
            raise NotOneOf(field=self.path + name, value=_shown(value), allowed="true, false")
        return value

    def one_of(self, name: str, choices: type[E]) -> E:
        """Take one of the values of an enumeration."""
        value = self.raw(name)
        if not isinstance(value, str) or value not in set(choices):
            allowed = ", ".join(choices)
            raise NotOneOf(field=self.path + name, value=_shown(value), allowed=allowed)
        return choices(value)

    def inner(self, name: str) -> Form:
        """Take an object."""
        value = self.raw(name)
        if not isinstance(value, dict):
            raise FormUnreadable(place=self.path + name)
        return Form(value, f"{self.path}{name}.")

    def each(self, name: str) -> Iterator[Form]:
        """Take a list of objects, each with its place in the path; nothing if it is absent."""
        value = self.fields.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise NotAList(field=self.path + name)
        for at, one in enumerate(value):
            if not isinstance(one, dict):
                raise NotAList(field=f"{self.path}{name}[{at}]")
            yield Form(one, f"{self.path}{name}[{at}].")


def read_form(text: str) -> Form:
    """Read one JSON object; a field named twice, NaN and Infinity are no JSON here.

    Raises:
        FormUnreadable: If it is anything else.
    """
    try:
        if len(text) > LONGEST_FORM:
            raise ValueError("too long")
        found = json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise FormUnreadable(place="JSON") from None
    if not isinstance(found, dict):
        raise FormUnreadable(place="JSON")
    return Form(found)


def decimal_text(value: Fraction, *, places: int = 0) -> str:
    """Write a number exactly: as a decimal if it ends, else as a fraction.

    >>> decimal_text(Fraction(5, 2), places=2), decimal_text(Fraction(7, 3))
    ('2.50', '7/3')
    """
    digits = places
    while digits < 40 and (value * 10**digits).denominator != 1:
        digits += 1
    scaled = value * 10**digits
    if scaled.denominator != 1:
        return str(value)
    whole, rest = divmod(abs(int(scaled)), 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def _once_each(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _shown(value: object) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown[:40]
