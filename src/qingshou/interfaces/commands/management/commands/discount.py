"""Discounts: agree on terms, apply a campaign, round off at the desk, gift months for a year."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from qingshou.approvals import queries as approvals
from qingshou.billing import operations as billing
from qingshou.billing.rules.discounts import Scheme
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.accounts import place_of, with_account_code
from qingshou.interfaces.commands.discount_terms import describe_terms, terms_of
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording import discounts as words
from qingshou.interfaces.wording.approvals import tell_opened
from qingshou.platform import clock
from qingshou.tariffs import queries as tariffs

NEEDED = {
    "offer": ("community", "scheme", "start"),
    "campaign": ("community", "request_id"),
    "round_off": ("unit", "request_id"),
    "gift": ("unit",),
}
"""What each step asks for besides the name."""
OPTIONS = {"start": "--from", "request_id": "--request-id"}
SCHEMES = {"campaign": Scheme.CAMPAIGN, "round_off": Scheme.ROUNDING_OFF}


class Command(TwoPeopleDoor):
    """Offers and what they grant."""

    summary_zh = "优惠：登记方案（须审批）、活动优惠、抹零、预缴赠月"
    summary_en = "Discounts: offers by two people, campaigns, rounding off, gifted months"
    example = (
        "qingshou discount offer --community YSL --name 缴一年送一月 --scheme PREPAY_GIFT "
        "--kinds PROPERTY_FEE --months-paid 12 --months-gifted 1 --alone 500 "
        "--from 2026-01-01 --until 2026-03-31 --reason 年度优惠"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the step, the offer and what it is applied to."""
        parser.add_argument(
            "step",
            choices=list(NEEDED),
            help="offer 登记方案，campaign 活动优惠，round_off 抹零，gift 预缴赠月。",
        )
        parser.add_argument("--name", required=True, help="方案名称。Name of the offer.")
        parser.add_argument("--community", help="小区编号或名称。Community.")
        parser.add_argument("--unit", help="房屋（抹零、赠月）。Unit (round_off, gift).")
        parser.add_argument("--account", help="账户编号，默认现缴费责任人。Account.")
        parser.add_argument("--on", type=day, help="办理日期，默认今天。Day, today if none.")
        describe_terms(parser)
        super().describe(parser)

    def examine(self, **options: Any) -> None:
        """Each step has its own needs; terms are always asked for."""
        step = options["step"]
        needed = NEEDED[step]
        asks = step != "offer" and bool(options["reason"].strip())
        if options["preview"] or options["approval"] is not None or asks:
            needed = tuple(name for name in needed if name != "request_id")
        missing = [OPTIONS.get(name, f"--{name}") for name in needed if options[name] in (None, "")]
        if missing:
            self.usage(
                f"discount {step} needs {', '.join(missing)}",
                f"discount {step} 缺少 {'、'.join(missing)}",
            )
        if step == "offer":
            super().examine(**options)

    def act(self, **options: Any) -> Answer:
        """Do the step.

        Raises:
            Refusal: If the terms, the offer, its budget or the approval are refused.
        """
        steps: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "offer": self._offer,
            "campaign": self._grant,
            "round_off": self._grant,
            "gift": self._gift,
        }
        return steps[options["step"]](options)

    def _offer(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        community_id = int(community.community_id)
        terms = terms_of(options)
        facts = {"community": community.code, "name": terms.name, "scheme": terms.scheme.value}

        def make(approval: int, request_id: str) -> Answer:
            offer_id = billing.make_offer(
                community_id=community_id,
                terms=terms,
                approval_id=approval,
                request_id=request_id,
                today=clock.today(),
                actor=self.actor,
            )
            return Answer(f"已登记优惠方案「{terms.name}」。", facts | {"offer_id": offer_id})

        return self.ask_or_do(
            options,
            shown=Answer(words.tell_terms(terms, tariffs.kind_names()), facts),
            ask=lambda: billing.ask_to_offer(
                community_id=community_id,
                terms=terms,
                reason=options["reason"],
                today=clock.today(),
                actor=self.actor,
            ),
            do=make,
        )

    def _grant(self, options: dict[str, Any]) -> Answer:
        order = _order(options)
        approval = options["approval"]
        if options["preview"]:
            drafted = billing.preview_discounts(order=order)
            return _drafted(drafted, order)
        if approval is None and options["reason"].strip():
            return self._ask(order, options)
        granted = billing.grant_discounts(
            order=order,
            today=clock.today(),
            request_id=options["request_id"] or f"approval-{approval}",
            actor=self.actor,
            approval_id=approval,
        )
        return Answer(words.tell_granted(granted, order.scheme), asdict(granted))

    def _ask(self, order: billing.DiscountOrder, options: dict[str, Any]) -> Answer:
        shown = _drafted(billing.preview_discounts(order=order), order)
        today = clock.today()
        asked = billing.ask_to_discount(
            order=order, reason=options["reason"], today=today, actor=self.actor
        )
        line = approvals.request(request_id=asked, today=today)
        facts = {"outcome": "ASKED"} | shown.facts | {"request": asdict(line)}
        return Answer(f"{shown.text}\n{tell_opened(asked, with_account_code(line))}", facts)

    def _gift(self, options: dict[str, Any]) -> Answer:
        on = options["on"] or clock.today()
        place = place_of(options, on=on)
        promised = billing.promise_gift(
            community_id=place.community_id,
            account_id=place.account_id,
            name=options["name"],
            on=on,
            actor=self.actor,
        )
        text = words.tell_promised(promised, unit=place.unit, kinds=tariffs.kind_names())
        facts = asdict(promised) | {
            "monthly": promised.monthly.yuan,
            "prepaid": promised.prepaid.yuan,
            "paid_through": promised.paid_until - timedelta(days=1),
        }
        return Answer(text, {"unit": place.unit} | facts)


def _order(options: dict[str, Any]) -> billing.DiscountOrder:
    on = options["on"] or clock.today()
    scheme = SCHEMES[options["step"]]
    if scheme is Scheme.CAMPAIGN:
        community_id = int(estate.community(text=options["community"]).community_id)
        return billing.DiscountOrder(community_id, options["name"], scheme, on)
    place = place_of(options, on=on)
    return billing.DiscountOrder(place.community_id, options["name"], scheme, on, place.account_id)


def _drafted(drafted: billing.Drafted, order: billing.DiscountOrder) -> Answer:
    facts = {
        "outcome": "PREVIEWED",
        "offer": order.name,
        "discounts": drafted.discounts,
        "amount": drafted.amount.yuan,
        "largest": drafted.largest.yuan,
        "needs_two": drafted.needs_two,
    }
    if order.scheme is Scheme.CAMPAIGN:
        facts["budget_left"] = drafted.budget_left.yuan
    return Answer(words.tell_drafted(drafted, order), facts)
