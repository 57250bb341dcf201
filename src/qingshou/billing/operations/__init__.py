"""Public writes of billing."""

from qingshou.billing.operations.accruing import accrue_penalties, accrue_within
from qingshou.billing.operations.discounting import (
    BudgetExceeded,
    DiscountNeedsTwo,
    DiscountOrder,
    Drafted,
    NothingToDiscount,
    ask_to_discount,
    grant_discounts,
    preview_discounts,
)
from qingshou.billing.operations.forgiving import (
    CauseUnfit,
    CorrectedOnFutureDay,
    EvidenceMissing,
    ask_to_forgive,
    forgive,
)
from qingshou.billing.operations.freezing import (
    Days,
    Matter,
    freeze_penalties_from,
    freeze_penalty,
)
from qingshou.billing.operations.gifting import (
    ArrearsFirst,
    GiftAboveLimit,
    GiftNotEarned,
    NeverBilledMonthly,
    Promised,
    promise_gift,
)
from qingshou.billing.operations.offers import (
    OfferNameTaken,
    OfferNotRunning,
    OfferUnknown,
    ask_to_offer,
    make_offer,
)
from qingshou.billing.operations.penalty_collecting import (
    decide_penalty_posting,
    post_penalties_of_payers,
)
from qingshou.billing.operations.penalty_posting import post_penalties, post_penalties_within
from qingshou.billing.operations.penalty_terms import (
    TermsOfUnknownKind,
    TermsReachBack,
    enter_penalty_terms,
    enter_penalty_terms_within,
)
from qingshou.billing.operations.reversing import (
    NoRunToReverse,
    ReasonMissing,
    ReversalBeforeRun,
    Reversed,
    reverse_month,
    reverse_run,
)
from qingshou.billing.operations.running import (
    NothingToBill,
    PeriodIsNoMonth,
    PreviewOutdated,
    bill,
    preview,
)
from qingshou.billing.operations.splitting import (
    Leaving,
    SplitNotChargeable,
    bill_until,
    split_bills,
    unbilled_lines,
)
from qingshou.billing.operations.waiving import (
    WaiverExceedsPenalty,
    Wish,
    ask_to_waive,
    waive_penalty,
)

__all__ = [
    "ArrearsFirst",
    "BudgetExceeded",
    "CauseUnfit",
    "CorrectedOnFutureDay",
    "Days",
    "DiscountNeedsTwo",
    "DiscountOrder",
    "Drafted",
    "EvidenceMissing",
    "GiftAboveLimit",
    "GiftNotEarned",
    "Leaving",
    "Matter",
    "NeverBilledMonthly",
    "NoRunToReverse",
    "NothingToBill",
    "NothingToDiscount",
    "OfferNameTaken",
    "OfferNotRunning",
    "OfferUnknown",
    "PeriodIsNoMonth",
    "PreviewOutdated",
    "Promised",
    "ReasonMissing",
    "ReversalBeforeRun",
    "Reversed",
    "SplitNotChargeable",
    "TermsOfUnknownKind",
    "TermsReachBack",
    "WaiverExceedsPenalty",
    "Wish",
    "accrue_penalties",
    "accrue_within",
    "ask_to_discount",
    "ask_to_forgive",
    "ask_to_offer",
    "ask_to_waive",
    "bill",
    "bill_until",
    "decide_penalty_posting",
    "enter_penalty_terms",
    "enter_penalty_terms_within",
    "forgive",
    "freeze_penalties_from",
    "freeze_penalty",
    "grant_discounts",
    "make_offer",
    "post_penalties",
    "post_penalties_of_payers",
    "post_penalties_within",
    "preview",
    "preview_discounts",
    "promise_gift",
    "reverse_month",
    "reverse_run",
    "split_bills",
    "unbilled_lines",
    "waive_penalty",
]
