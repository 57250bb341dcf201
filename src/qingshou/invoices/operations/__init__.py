"""What is done with invoices: asked for, sent, answered, made red."""

from qingshou.invoices.operations.answering import (
    RequestUnknown,
    answer,
    ask_for_red,
    make_red,
    send,
)
from qingshou.invoices.operations.requesting import (
    BeyondReceived,
    NothingToInvoice,
    request_invoice,
)

__all__ = [
    "BeyondReceived",
    "NothingToInvoice",
    "RequestUnknown",
    "answer",
    "ask_for_red",
    "make_red",
    "request_invoice",
    "send",
]
