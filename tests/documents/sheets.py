"""Invented receipts for papers: short, long, and as bad as it gets."""

from __future__ import annotations

from datetime import UTC, date, datetime

from qingshou.kernel.money import Money
from qingshou.kernel.period import months_from
from qingshou.payments.operations import Printed
from qingshou.payments.queries import Sheet, SheetPart, SheetTender

PRINTED = Printed(1, "7F3KA2BCM9XY", datetime(2026, 11, 20, 2, 15, tzinfo=UTC))


def a_sheet(
    *,
    items: int = 2,
    fen: int = 25_440,
    unit: str = "3-2-501",
    prepaid: int = 5_000,
    **more: object,
) -> Sheet:
    """A receipt over so many months; the rest is prepaid."""
    parts = tuple(
        SheetPart(
            "PROPERTY_FEE",
            "物业服务费" if n % 2 == 0 else "公共区域能耗分摊费（含电梯、水泵与照明）",
            months_from(2026, 1 + n % 12, 1),
            Money(fen),
        )
        for n in range(items)
    )
    amount = Money(items * fen + prepaid)
    facts: dict[str, object] = {
        "receipt_id": 1,
        "number": "SJ00000042",
        "on": date(2026, 11, 20),
        "community": "示例花园",
        "company": "示例物业服务有限公司",
        "unit": unit,
        "debtor": "示例业主甲",
        "payer": "",
        "cashier": "示例收费员",
        "camera": "",
        "memo": "",
        "amount": amount,
        "prepaid": Money(prepaid),
        "reverses": "",
        "reversed_by": "",
        "tenders": (SheetTender("CASH", amount, ""),),
        "parts": parts,
    }
    return Sheet(**(facts | more))  # type: ignore[arg-type]


def cases() -> dict[str, tuple[Sheet, Printed]]:
    """The receipts that papers are tried with."""
    long_unit = "示例国际城市广场商业综合体一期东区地下二层机动车库人防分区第B2-1388号子母车位"
    return {
        "short": (a_sheet(), PRINTED),
        "fourteen": (a_sheet(items=14, prepaid=0), PRINTED),
        "thirty": (a_sheet(items=30), PRINTED),
        "long": (
            a_sheet(
                items=14,
                fen=98_765_432_10,
                unit=long_unit,
                community="示例国际城市广场商业综合体一期东区与二期西区联合管理处",
                payer="示例付款人甲、示例付款人乙、示例置业发展（集团）有限责任公司第三分公司",
                camera="CAM-03-20261120-101500",
                memo="由公司代员工缴纳，请凭本收据与开票资料一并交财务部核对后入账，逾期不补",
                tenders=(
                    SheetTender("CASH", Money(100_000_000_00), ""),
                    SheetTender("WECHAT", Money(1), "4200002026112012345678901234567890"),
                    SheetTender("TRANSFER", Money(1), "20261120SHILIYINHANG00000000000000001"),
                ),
            ),
            PRINTED,
        ),
        "void": (
            a_sheet(items=3, reversed_by="HC00000007"),
            Printed(3, PRINTED.check_code, PRINTED.printed_at),
        ),
        "reversal": (
            a_sheet(
                items=0, prepaid=0, amount=Money(50_880), number="HC00000007", reverses="SJ00000042"
            ),
            PRINTED,
        ),
    }
