"""What is asked of checkout, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.ladder import VALID_FOR
from qingshou.checkout.rules.states import RefundStand, State
from qingshou.kernel.money import Money
from qingshou.payments.rules.givings import Cause


class Purpose(StrEnum):
    """What the payer wants: to pay what is open, or to pay ahead."""

    DUES = "DUES"  # 缴清欠费
    PREPAY = "PREPAY"  # 预存


@dataclass(frozen=True, slots=True)
class Wish:
    """A payment somebody wants to make through a gateway.

    With ``DUES`` the amount may not exceed what the account owes on the day. ``subject`` is
    what the payer reads at the gateway.
    """

    unit_id: int
    amount: Money
    subject: str
    gateway: GatewayCode
    way: Way
    purpose: Purpose = Purpose.DUES
    payer: str = ""
    client_ip: str = ""
    return_url: str = ""
    valid_for: timedelta = VALID_FOR


@dataclass(frozen=True, slots=True)
class IntentLine:
    """An intent as it stands."""

    community_id: int
    intent_id: int
    unit_id: int
    account_id: int
    gateway: GatewayCode
    way: Way
    amount: Money
    subject: str
    out_trade_no: str
    state: State
    opened_at: datetime
    expires_at: datetime
    merchant: str
    gateway_ref: str = ""
    paid_at: datetime | None = None
    receipt_id: int | None = None
    credit_id: int | None = None
    payer: str = ""
    client_ip: str = ""
    return_url: str = ""
    instruction: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_unclaimed(self) -> bool:
        """Whether its money came for a home nobody was liable for, and went to suspense."""
        return self.credit_id is not None

    @property
    def needs_placing(self) -> bool:
        """Whether the gateway was never asked, or its answer was lost."""
        return self.state in (State.CREATED, State.UNKNOWN) and not self.instruction


@dataclass(frozen=True, slots=True)
class RefundLine:
    """A refund through a gateway as it stands."""

    community_id: int
    refund_id: int
    intent_id: int
    out_trade_no: str
    out_refund_no: str
    amount: Money
    total: Money
    reason: str
    state: RefundStand
    gateway: GatewayCode
    merchant: str
    gateway_ref: str = ""


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Money that shall go back the way it came, why, and the approval of a second person."""

    amount: Money
    payee: str
    cause: Cause
    approval_id: int
