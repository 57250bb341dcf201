"""Clearance certificates: what they say, and what has become of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Whether a certificate still tells the truth of its accounts."""

    STANDS = "STANDS"  # 有效
    SUPERSEDED = "SUPERSEDED"  # 已被新证明取代
    OVERTAKEN = "OVERTAKEN"  # 出具后账户又有变动


@dataclass(frozen=True, slots=True)
class SettledKind:
    """What a charge kind came to on the seller's accounts: amounts in yuan."""

    kind: str
    name: str
    billed: str
    paid: str
    relieved: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money that went back to the seller: a slip, its day in ISO form, its amount in yuan."""

    number: str
    on: str
    amount: str
    is_deposit: bool


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """All that the paper says, as it was shown: names masked, days in ISO form, amounts in yuan."""

    company: str
    community: str
    unit: str
    seller: str
    accounts: tuple[str, ...]
    as_of: str
    seller_until: str
    buyer_since: str
    settled: tuple[SettledKind, ...]
    given_back: tuple[GivenBack, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate to be issued: of these accounts, the latest first, for a change on a day."""

    unit_id: int
    account_ids: tuple[int, ...]
    changes_on: date
    facts: CertificateFacts


@dataclass(frozen=True, slots=True)
class CertificateSlip:
    """A certificate as handed out; ``supersedes`` is the number of the former one, or empty."""

    number: str
    unit: str
    issued_on: str
    changes_on: str
    supersedes: str
