"""Who takes money: merchants of a company, and the tills of its communities."""

from __future__ import annotations

from datetime import datetime

from qingshou.checkout import models, ports
from qingshou.checkout.queries import MerchantUnknown
from qingshou.estate import queries as estate
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor


class MerchantTaken(Refusal):
    """The code or the gateway's account is another company's, or another account's already."""

    code = "checkout.merchant-taken"

    def __init__(self, *, merchant: str, mchid: str, known: str) -> None:
        super().__init__(merchant=merchant, mchid=mchid, known=known)


class MoneyWouldBePooled(Refusal):
    """A merchant takes money only for communities of its own company."""

    code = "checkout.money-would-be-pooled"

    def __init__(self, *, merchant: str, community: str) -> None:
        super().__init__(merchant=merchant, community=community)


@transaction
def register_merchant(*, company_id: int, merchant: ports.Merchant, actor: Actor) -> int:
    """Register a company's account at a gateway, or change where it is reached; tell its id.

    Raises:
        MerchantTaken: If the code or the account stands for something else already.
    """
    rows = models.Merchant.objects.select_for_update()
    known = (
        rows.filter(code=merchant.code).first()
        or rows.filter(gateway=merchant.gateway.value, mchid=merchant.mchid).first()
    )
    told = (company_id, merchant.code, merchant.gateway.value, merchant.mchid)
    if known is None:
        known = models.Merchant(
            company_id=company_id,
            code=merchant.code,
            gateway=merchant.gateway.value,
            mchid=merchant.mchid,
        )
    elif (known.company_id, known.code, known.gateway, known.mchid) != told:
        raise MerchantTaken(merchant=merchant.code, mchid=merchant.mchid, known=known.code)
    known.appid, known.keys, known.base_url = merchant.appid, merchant.keys, merchant.base_url
    if known.pk is None:
        known.save()
    else:
        known.save(update_fields=["appid", "keys", "base_url"])
    audit.note(
        actor=actor,
        action="checkout.register-merchant",
        subject=f"merchant:{merchant.code}",
        facts={"mchid": merchant.mchid, "appid": merchant.appid, "keys": merchant.keys},
    )
    return known.pk


@transaction
def open_till(*, community_id: int, merchant: str, at: datetime, actor: Actor) -> int:
    """Let a merchant take a community's money from now on, in place of an earlier one.

    Raises:
        MerchantUnknown: If there is none of that code.
        MoneyWouldBePooled: If it belongs to another company than the community.
    """
    row = models.Merchant.objects.filter(code=merchant).first()
    if row is None:
        raise MerchantUnknown(merchant=merchant)
    own = {card.community_id for card in estate.communities(company_id=row.company_id)}
    if community_id not in own:
        raise MoneyWouldBePooled(merchant=merchant, community=str(community_id))
    tills = models.Till.objects.select_for_update().filter(
        community_id=community_id, gateway=row.gateway, closed_at__isnull=True
    )
    current = tills.first()
    if current is not None and current.merchant_id == row.pk:
        return current.id
    if current is not None:
        current.close(at)
    till = models.Till.objects.create(
        community_id=community_id, merchant=row, gateway=row.gateway, opened_at=at
    )
    audit.note(
        actor=actor,
        action="checkout.open-till",
        community_id=community_id,
        subject=f"merchant:{merchant}",
        facts={"gateway": row.gateway, "till_id": till.id},
    )
    return till.id
