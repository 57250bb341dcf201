"""What is asked of checkout, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.ladder import VALID_FOR
from qingshou.checkout.rules.states import State
from qingshou.kernel.money import Money


class Purpose(StrEnum):
    """What the payer wants: to pay what is open, or to pay ahead."""

    DUES = "DUES"  # 缴清欠费
    PREPAY = "PREPAY"  # 预存


@dataclass(frozen=True, slots=True)
class Wish:
    """A payment somebody wants to make through a gateway.

    With ``DUES`` the amount may not exceed what the account owes on the day.
    """

    unit_id: int
    amount: Money
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
    instruction: Mapping[str, object] = field(default_factory=dict)
