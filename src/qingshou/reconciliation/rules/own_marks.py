"""The words by which banks mark the company's own money: data, to be extended by adding a word."""

from __future__ import annotations

import re

CASH_MARKS = re.compile(
    r"现金存款|现金存入|现金缴存|现金缴款|存现|现存|缴存|ATM存|ATM 存|自助存款|柜面存款|存款机",
    re.IGNORECASE,
)
CARD_PAYERS = re.compile(r"银联商务|银联|收单|拉卡拉|通联支付|商户结算|商户清算|POS", re.IGNORECASE)
CARD_MARKS = re.compile(r"POS|收单|刷卡|银联商务|商户结算|商户清算|商户入账", re.IGNORECASE)
