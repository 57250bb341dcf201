"""Take a registry back, unless something hangs on it."""

from __future__ import annotations

from datetime import date

from django.db import connection

from qingshou.estate import operations as estate
from qingshou.kernel.refusals import Refusal
from qingshou.parties import operations as parties
from qingshou.tariffs import operations as tariffs


class RegistryInUse(Refusal):
    """Charges, receipts, contacts or later imports hang on an imported registry."""

    code = "estate.registry-in-use"

    def __init__(
        self, *, import_id: int, charges: int, receipts: int, contacts: int, later: int
    ) -> None:
        super().__init__(
            import_id=import_id,
            charges=charges,
            receipts=receipts,
            contacts=contacts,
            later=later,
        )


def withdraw(*, import_id: int, on: date) -> dict[str, int]:
    """Mark everything of an import withdrawn; count it.

    What was reversed does not hang on it any more: charges taken back, receipts given back.

    Raises:
        RegistryInUse: If something stands on it, with the count of each.
        PriceListInUse: If lines were billed with its prices.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HANGING, {"import_id": import_id})
        charges, receipts, contacts, later = cursor.fetchone()
    if charges or receipts or contacts or later:
        raise RegistryInUse(
            import_id=import_id, charges=charges, receipts=receipts, contacts=contacts, later=later
        )
    counts = tariffs.withdraw_import(import_id=import_id)
    counts |= estate.withdraw_import(import_id=import_id)
    return counts | {"party": parties.withdraw_import(import_id=import_id, on=on)}


_HANGING = """
WITH account AS (
    SELECT community_id, account_id FROM estate__tenure
    WHERE import_id = %(import_id)s AND account_id IS NOT NULL
), charge AS (
    SELECT item.community_id, item.item_id
    FROM ledger__item item
    JOIN account USING (community_id, account_id)
    LEFT JOIN ledger__settlement reversal
        ON reversal.community_id = item.community_id AND reversal.item_id = item.item_id
        AND reversal.nature = 'REVERSAL'
    WHERE item.nature <> 'REFUND'
    GROUP BY item.community_id, item.item_id, item.amount_fen
    HAVING COALESCE(sum(reversal.amount_fen), 0) < item.amount_fen
), receipt AS (
    SELECT credit.community_id, credit.credit_id
    FROM ledger__credit credit
    JOIN account USING (community_id, account_id)
    LEFT JOIN ledger__settlement refund
        ON refund.community_id = credit.community_id AND refund.credit_id = credit.credit_id
        AND refund.item_nature = 'REFUND'
    WHERE credit.nature IN ('RECEIPT', 'OPENING')
    GROUP BY credit.community_id, credit.credit_id, credit.amount_fen
    HAVING COALESCE(sum(refund.amount_fen), 0) < credit.amount_fen
), later AS (
    SELECT tenure.tenure_id
    FROM estate__tenure tenure
    JOIN estate__unit unit
        ON unit.community_id = tenure.community_id AND unit.unit_id = tenure.unit_id
    JOIN parties__party party
        ON party.community_id = tenure.community_id AND party.party_id = tenure.party_id
    WHERE tenure.import_id IS DISTINCT FROM %(import_id)s
        AND %(import_id)s IN (unit.import_id, party.import_id)
    UNION ALL
    SELECT unit.unit_id
    FROM estate__unit unit
    JOIN estate__building building
        ON building.community_id = unit.community_id AND building.building_id = unit.building_id
    WHERE unit.import_id IS DISTINCT FROM %(import_id)s AND building.import_id = %(import_id)s
)
SELECT (SELECT count(*) FROM charge), (SELECT count(*) FROM receipt),
    (SELECT count(*) FROM dunning__contact contact
     JOIN account USING (community_id, account_id)),
    (SELECT count(*) FROM later)
"""
