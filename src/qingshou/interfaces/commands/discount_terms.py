"""The options that write the terms of an offer."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from qingshou.billing.rules.discounts import Scheme, Terms
from qingshou.interfaces.commands.parser import LATEST, day, listed
from qingshou.interfaces.wording.billing import SCHEMES
from qingshou.kernel.money import Money, RoundingUnit
from qingshou.kernel.period import Period


def per_mille(text: str) -> int:
    """Read a percentage with at most one decimal.

    Raises:
        ArgumentTypeError: If it is none.

    >>> per_mille("5"), per_mille("2.5")
    (50, 25)
    """
    try:
        tenths = Decimal(text) * 10
    except InvalidOperation:
        tenths = Decimal("0.1")
    if tenths != int(tenths) or not 0 < tenths <= 1000:
        raise ArgumentTypeError(f"invalid percent value: '{text}'")
    return int(tenths)


def describe_terms(parser: ArgumentParser) -> None:
    """Declare what the terms of each scheme are made of."""
    group = parser.add_argument_group("方案条件 Terms (offer)")
    group.add_argument(
        "--scheme",
        type=str.upper,
        choices=[scheme.value for scheme in Scheme],
        metavar="SCHEME",
        help=f"方式 Scheme：{listed(SCHEMES)}。",
    )
    group.add_argument("--from", dest="start", type=day, help="起始日。First day.")
    group.add_argument("--until", type=day, help="截止日（含），默认长期。Last day, included.")
    group.add_argument("--kinds", default="", help="收费项目，逗号分隔。Charge kinds, by commas.")
    group.add_argument(
        "--alone", default="0", help="一人可办理的单笔上限（元）。Most one person may grant."
    )
    group.add_argument("--percent", type=per_mille, default=0, help="优惠百分比。Percent off.")
    group.add_argument("--each", default="0", help="每笔优惠金额（元）。Yuan off each charge.")
    group.add_argument("--budget", default="0", help="预算（元）。Budget in yuan.")
    group.add_argument("--months-paid", type=int, default=0, help="缴费月数。Months to be paid.")
    group.add_argument("--months-gifted", type=int, default=0, help="赠送月数。Months gifted.")
    group.add_argument(
        "--round-to", type=str.upper, choices=["JIAO", "YUAN"], help="抹到角或元。Cut below it."
    )


def terms_of(options: dict[str, Any]) -> Terms:
    """Make the terms the options write."""
    unit = options["round_to"]
    latest = options["until"] or LATEST
    return Terms(
        name=options["name"].strip(),
        scheme=Scheme(options["scheme"]),
        window=Period(options["start"], latest + timedelta(days=1)),
        kinds=tuple(
            kind for kind in options["kinds"].upper().replace("，", ",").split(",") if kind
        ),
        alone=Money.from_yuan(options["alone"]),
        per_mille=options["percent"],
        each=Money.from_yuan(options["each"]),
        budget=Money.from_yuan(options["budget"]),
        months_paid=options["months_paid"],
        months_gifted=options["months_gifted"],
        unit=RoundingUnit(unit) if unit else None,
    )
