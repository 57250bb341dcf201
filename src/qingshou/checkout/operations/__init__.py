"""What is done with intents, refunds, notices and merchants."""

from qingshou.checkout.operations.hearing import HEARD, Outcome, ToldOtherThanAsked, Word, hear
from qingshou.checkout.operations.merchants import (
    MerchantTaken,
    MoneyWouldBePooled,
    open_till,
    register_merchant,
)
from qingshou.checkout.operations.noticing import Judged, Letter, keep_letter
from qingshou.checkout.operations.opening import (
    AmountExceedsDues,
    NothingAsked,
    NoTill,
    PayerMissing,
    open_intent,
)
from qingshou.checkout.operations.placing import keep_instruction
from qingshou.checkout.operations.refunding import (
    NotPaidThroughGateway,
    RefundExceedsPayment,
    ask_to_refund_online,
    hear_of_refund,
    open_refund,
)

__all__ = [
    "HEARD",
    "AmountExceedsDues",
    "Judged",
    "Letter",
    "MerchantTaken",
    "MoneyWouldBePooled",
    "NoTill",
    "NotPaidThroughGateway",
    "NothingAsked",
    "Outcome",
    "PayerMissing",
    "RefundExceedsPayment",
    "ToldOtherThanAsked",
    "Word",
    "ask_to_refund_online",
    "hear",
    "hear_of_refund",
    "keep_instruction",
    "keep_letter",
    "open_intent",
    "open_refund",
    "open_till",
    "register_merchant",
]
