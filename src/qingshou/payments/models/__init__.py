"""Tables of payments."""

from qingshou.payments.models.certificates import (
    Certificate,
    CertificatePrint,
    Overtaking,
    PrepaymentMove,
)
from qingshou.payments.models.receipts import (
    Deposit,
    DepositApplication,
    DepositKind,
    Print,
    Receipt,
    ReceiptSeries,
    Refund,
    Tender,
    Void,
)
from qingshou.payments.models.shifts import DeskRule, Shift, ShiftCount

__all__ = [
    "Certificate",
    "CertificatePrint",
    "Deposit",
    "DepositApplication",
    "DepositKind",
    "DeskRule",
    "Overtaking",
    "PrepaymentMove",
    "Print",
    "Receipt",
    "ReceiptSeries",
    "Refund",
    "Shift",
    "ShiftCount",
    "Tender",
    "Void",
]
