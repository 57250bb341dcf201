"""How rows of the sub-ledger become postings: the one definition that writes and proofs share.

An item debits the receivable of its kind. A credit credits the control account of its nature:
prepayments, or deposits, or suspense. A settlement debits that account and credits the
receivable. So on every day the receivable of a kind is the sum of its open items, and each
control account of credits is the sum of their unused parts. A transfer debits one money account
and credits another.
"""

from __future__ import annotations

from qingshou.ledger.rules.chart import CHANNEL_ACCOUNTS, INCOME_ACCOUNTS, Chart
from qingshou.ledger.rules.natures import HELD, MONEY, RELIEFS

TRACE_MODULUS = 1_048_573
"""A prime below 2^20: an amount of at most 10^12 fen times a residue fits a bigint."""


def trace_of(amount: str, account_id: str = "account_id") -> str:
    """Write the SQL of an amount times its account's residue, the term that ``trace`` sums."""
    return f"({amount} * mod({account_id}, {TRACE_MODULUS}))"


def channel_account(channel: str) -> str:
    """Write the SQL of the account that a channel fills."""
    cases = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in CHANNEL_ACCOUNTS.items())
    return f"CASE {channel} {cases} END"


def control_account(nature: str) -> str:
    """Write the SQL of the control account of a credit's nature."""
    cases = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in HELD.items())
    return f"CASE {nature} {cases} ELSE '{Chart.PREPAYMENT}' END"


def income_account(kind: str) -> str:
    """Write the SQL of the income account of a kind."""
    cases = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in INCOME_ACCOUNTS.items())
    return f"CASE {kind} {cases} ELSE '{Chart.INCOME}' END"


NO_CREDITS = """(SELECT NULL::bigint AS entry_id, '' AS nature, '' AS channel,
    0::bigint AS amount_fen, 0::numeric AS amount_trace WHERE false)"""
NO_SETTLEMENTS = """(SELECT NULL::bigint AS entry_id, '' AS nature, '' AS kind,
    NULL::date AS month, '' AS item_nature, 0::bigint AS amount_fen, 0::bigint AS tax_fen,
    0::numeric AS amount_trace, 0::numeric AS tax_trace WHERE false)"""
NO_TRANSFERS = """(SELECT NULL::bigint AS entry_id, '' AS debit_code, '' AS credit_code,
    0::bigint AS amount_fen WHERE false)"""


def postings_of(
    *, item_rows: str, credit_rows: str, settlement_rows: str, transfer_rows: str = NO_TRANSFERS
) -> str:
    """Write the SELECT that turns rows of the sub-ledger into postings.

    Each argument names a relation or is a parenthesized SELECT, with the columns

    - item_rows: entry_id, nature, kind, month, channel, amount_fen, tax_fen, amount_trace,
      tax_trace
    - credit_rows: entry_id, nature, channel, amount_fen, amount_trace
    - settlement_rows: entry_id, nature, kind, month, item_nature, amount_fen, tax_fen,
      amount_trace, tax_trace
    - transfer_rows: entry_id, debit_code, credit_code, amount_fen

    The result has entry_id, account_code, kind, month, amount_fen, trace; debits positive.
    """
    return _POSTINGS.format(
        items=item_rows,
        credits=credit_rows,
        settlements=settlement_rows,
        transfers=transfer_rows,
    )


_MONEY_NATURES = ", ".join(f"'{nature}'" for nature in (*MONEY, *HELD))
_RELIEF_NATURES = ", ".join(f"'{nature}'" for nature in RELIEFS)

_POSTINGS = f"""
SELECT entry_id, account_code, kind, month,
       sum(amount_fen)::bigint AS amount_fen, sum(trace)::numeric(38, 0) AS trace
FROM (
    SELECT item.entry_id, leg.*
    FROM {{items}} item CROSS JOIN LATERAL (VALUES
        ('{Chart.RECEIVABLE}', item.kind, item.month, item.amount_fen, item.amount_trace),
        (CASE item.nature WHEN 'OPENING' THEN '{Chart.OPENING}'
                          WHEN 'REFUND' THEN {channel_account("item.channel")}
                          ELSE {income_account("item.kind")} END,
         CASE WHEN item.nature IN ('CHARGE', 'ADJUSTMENT') THEN item.kind ELSE '' END,
         CASE WHEN item.nature IN ('CHARGE', 'ADJUSTMENT') THEN item.month END,
         item.tax_fen - item.amount_fen, item.tax_trace - item.amount_trace),
        ('{Chart.OUTPUT_VAT}', item.kind, item.month, -item.tax_fen, -item.tax_trace)
    ) leg (account_code, kind, month, amount_fen, trace)
    UNION ALL
    SELECT credit.entry_id, leg.*
    FROM {{credits}} credit CROSS JOIN LATERAL (VALUES
        ({control_account("credit.nature")}, -credit.amount_fen, -credit.amount_trace),
        (CASE WHEN credit.nature IN ({_MONEY_NATURES})
              THEN {channel_account("credit.channel")} END,
         credit.amount_fen, credit.amount_trace)
    ) side (account_code, amount_fen, trace)
    CROSS JOIN LATERAL (VALUES
        (side.account_code, '', NULL::date, side.amount_fen, side.trace)
    ) leg (account_code, kind, month, amount_fen, trace)
    WHERE side.account_code IS NOT NULL
    UNION ALL
    SELECT settlement.entry_id, leg.*
    FROM {{settlements}} settlement CROSS JOIN LATERAL (VALUES
        ({control_account("settlement.nature")}, '', NULL::date, settlement.amount_fen,
         settlement.amount_trace),
        ('{Chart.RECEIVABLE}', settlement.kind, settlement.month,
         -settlement.amount_fen, -settlement.amount_trace),
        (CASE WHEN settlement.nature IN ({_RELIEF_NATURES}) THEN '{Chart.RELIEF}'
              WHEN settlement.nature = 'REVERSAL' AND settlement.item_nature = 'OPENING'
                  THEN '{Chart.OPENING}'
              WHEN settlement.nature = 'REVERSAL'
                  THEN {income_account("settlement.kind")} END,
         CASE WHEN settlement.item_nature = 'OPENING' AND settlement.nature = 'REVERSAL'
              THEN '' ELSE settlement.kind END,
         CASE WHEN settlement.item_nature = 'OPENING' AND settlement.nature = 'REVERSAL'
              THEN NULL ELSE settlement.month END,
         settlement.amount_fen - settlement.tax_fen,
         settlement.amount_trace - settlement.tax_trace),
        (CASE WHEN settlement.nature = 'REVERSAL' THEN '{Chart.OUTPUT_VAT}' END,
         settlement.kind, settlement.month, settlement.tax_fen, settlement.tax_trace)
    ) leg (account_code, kind, month, amount_fen, trace)
    WHERE leg.account_code IS NOT NULL
    UNION ALL
    SELECT transfer.entry_id, leg.account_code, '', NULL::date, leg.amount_fen, 0::numeric
    FROM {{transfers}} transfer CROSS JOIN LATERAL (VALUES
        (transfer.debit_code, transfer.amount_fen), (transfer.credit_code, -transfer.amount_fen)
    ) leg (account_code, amount_fen)
) legs
WHERE amount_fen <> 0
GROUP BY entry_id, account_code, kind, month, amount_fen > 0
"""  # noqa: S608 - our own names


def reversed_tax(amount: str, item_tax: str, item_amount: str) -> str:
    """Write the SQL of the tax in a part of an item that is reversed, half up to the fen."""
    return f"div({item_tax}::numeric * {amount} * 2 + {item_amount}, {item_amount} * 2)::bigint"
