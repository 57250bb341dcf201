"""A receipt takes off the list: whoever owes no more is not chased, however the money came."""

from __future__ import annotations

from qingshou.payments.events import ReceiptIssued
from qingshou.platform.identity import SYSTEM
from qingshou.platform.outbox import on
from qingshou.processes.payment_settles_arrears import take_off_the_list


@on(ReceiptIssued)
def close_the_case(event: ReceiptIssued) -> None:
    """Close the account's case on the day of the receipt, if nothing is overdue any more."""
    take_off_the_list(
        community_id=event.community_id, account_id=event.account_id, on=event.on, actor=SYSTEM
    )
