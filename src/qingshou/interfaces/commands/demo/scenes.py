"""What the sample company's people do at the desk, with the bank, and about penalties.

Every scene goes through the doors a person uses, on days of the sample's own calendar, and asks
the books first whether it was played before: a second walk doubles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.demo.doors import through
from qingshou.kernel.money import ZERO, Money
from qingshou.ledger import queries as books

STAFF = {
    "cashier01": ("示例收费员01", "CASHIER"),
    "cashier02": ("示例收费员02", "CASHIER"),
    "finance01": ("示例财务01", "FINANCE"),
    "manager01": ("示例项目经理01", "PROJECT_MANAGER"),
}
FIRST_DAY, SECOND_DAY = date(2026, 10, 27), date(2026, 10, 28)
FLOAT = "500.00"
SHORT = Money(100)
DEBIT_DAYS = (
    (date(2026, 8, 10), "icbc-same-bank", 11),
    (date(2026, 9, 10), "icbc-cross-bank", 12),
    (date(2026, 10, 26), "pain008", 13),
)
MANDATES_SINCE = date(2026, 8, 1)
MOST_MANDATES = 40
NO_SHIFT = {"payments.shift-unknown"}
PENALTY_SINCE, POSTED_ON, ACCRUED_UNTIL = date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 31)


@dataclass(frozen=True, slots=True)
class Home:
    """A home that owes: how to name it at a door, its oldest debt, and all of it."""

    unit: str
    oldest: Money
    owed: Money


def debtors(code: str, *, on: date) -> Iterator[Home]:
    """Find the homes of a community that owe on a day, by their codes."""
    [card] = [card for card in estate.communities() if card.code == code]
    for unit in estate.units(community_id=card.community_id):
        holder = estate.liable(community_id=card.community_id, unit_id=unit.unit_id, on=on)
        if holder is None or holder.account_id is None:
            continue
        lines = books.open_items(
            community_id=card.community_id, account_id=holder.account_id, as_of=on
        )
        if lines:
            owed = Money(sum(line.open.fen for line in lines))
            yield Home(f"{code}/{unit.code}", lines[0].open, owed)


def enroll(codes: Sequence[str]) -> None:
    """Enroll two cashiers and two who decide, in every community."""
    for code in codes:
        for login, (name, role) in STAFF.items():
            through(
                "enroll", "--login", login, "--name", name, "--role", role, "--community", code
            )  # fmt: skip


def by_two(*command: str, reason: str, asks: str = "cashier01") -> dict[str, Any]:
    """Let one person ask and another approve, and the first do it; tell what was done."""
    asked = through(*command, "--reason", reason, "--as", asks)
    if "refused" in asked:
        return asked
    number = str(asked["request"]["request_id"])
    through("approve", number, "--note", "示例：已核对凭据", "--as", "finance01")
    return through(*command, "--approval", number, "--as", asks)


def debit_three_months(code: str, out: Path) -> None:
    """Sign mandates, then each month: file to the bank, its answer back."""
    if not through("mandate", "list", "--community", code)["mandates"]:
        sign(code, out)
    sent = len(through("debit", "list", "--community", code)["batches"])
    for day, template, seed in DEBIT_DAYS[sent:]:
        on, folder = day.isoformat(), ("--out", str(out))
        built = through(
            "debit", "build", "--community", code, "--on", on, "--template", template, *folder
        )
        through("debit", "send", str(built["batch"]), "--on", on)
        answer = through("debit", "rehearse", built["file"], "--seed", str(seed), *folder)
        through("debit", "return", answer["file"], "--on", on)


def sign(code: str, out: Path) -> None:
    """Register a mandate for homes that owe; the account number is read from a file."""
    out.mkdir(parents=True, exist_ok=True)
    number_file = out / "账号.txt"
    for place, home in enumerate(islice(debtors(code, on=MANDATES_SINCE), MOST_MANDATES), 1):
        number_file.write_text(f"0000{place:012d}", "utf-8")
        through(
            "mandate", "add", "--unit", home.unit, "--document", f"示例-DK-{place:04d}",
            "--bank", "示例银行", "--bank-code", "000000000000", "--holder", f"示例户名{place:04d}",
            "--number-file", str(number_file), "--limit", "3000", "--monthly", "5000",
            "--kinds", "PROPERTY_FEE,PARKING,WASTE",
            "--signed-on", MANDATES_SINCE.isoformat(),
        )  # fmt: skip
    number_file.unlink(missing_ok=True)


def bear_penalties(code: str) -> dict[str, Any]:
    """Enter the clause, post on the first of the month what had accrued, accrue to its end."""
    if not through("penalty_terms", "--community", code)["versions"]:
        through(
            "penalty_terms", "--community", code, "--from", PENALTY_SINCE.isoformat(),
            "--rule", "DAILY", "--rate", "0.0003", "--document", "示例前期物业服务合同第12条",
        )  # fmt: skip
        accrue(code, POSTED_ON, "--post")
    return accrue(code, ACCRUED_UNTIL)


def accrue(code: str, day: date, *options: str) -> dict[str, Any]:
    """Accrue penalties up to a day."""
    return through("accrue_penalties", "--community", code, "--as-of", day.isoformat(), *options)


def shift_of(code: str, cashier: str) -> dict[str, Any]:
    """Tell the latest shift of a cashier; nothing where there was none."""
    return through("shift", "show", "--community", code, "--as", cashier, but=NO_SHIFT)


def play_first_day(code: str, out: Path) -> None:
    """A cashier's day: cash and card, a void, a deposit taken and half of it given back."""
    cashier, on = "cashier01", FIRST_DAY.isoformat()
    if shift_of(code, cashier).get("closed_on"):
        return
    through(
        "shift", "open", "--community", code, "--float", FLOAT, "--camera", "示例-CAM-01",
        "--on", on, "--as", cashier,
    )  # fmt: skip
    first, second, third = islice(debtors(code, on=FIRST_DAY), 3)
    slip = receive(first, f"CASH={first.oldest.yuan}", cashier=cashier, on=FIRST_DAY)
    half = Money(second.oldest.fen // 2)
    receive(
        second, f"CASH={half.yuan}", f"POS={(second.oldest - half).yuan}@示例-POS-0001",
        cashier=cashier, on=FIRST_DAY,
    )  # fmt: skip
    wrong = receive(third, f"CASH={third.oldest.yuan}", cashier=cashier, on=FIRST_DAY)
    by_two(
        "void_receipt", str(wrong["number"]), "--community", code, "--cause", "WRONG_UNIT",
        "--on", on, reason="示例：房号听错，当场作废",
    )  # fmt: skip
    deposit = through(
        "deposit", "take", "--unit", first.unit, "--kind", "RENOVATION", "--amount", "2000",
        "--channel", "CASH", "--request-id", "示例-押金-1", "--on", on, "--as", cashier,
    )  # fmt: skip
    by_two(
        "deposit", "return", "--unit", first.unit, "--receipt", str(deposit["number"]),
        "--amount", "1500", "--channel", "CASH", "--payee", "示例业主", "--on", on,
        reason="示例：装修验收合格，留存部分待复验",
    )  # fmt: skip
    print_receipt(code, str(slip["number"]), out)
    close(code, cashier, FIRST_DAY, out)


def play_second_day(code: str, out: Path) -> None:
    """Another cashier's day: an overpayment refunded, a charge waived, one yuan short."""
    cashier, on = "cashier02", SECOND_DAY.isoformat()
    if shift_of(code, cashier).get("closed_on"):
        return
    through("shift", "open", "--community", code, "--float", FLOAT, "--on", on, "--as", cashier)
    first, second = islice(debtors(code, on=SECOND_DAY), 2)
    receive(first, f"CASH={(first.owed + Money(10_000)).yuan}", cashier=cashier, on=SECOND_DAY)
    by_two(
        "refund", "--unit", first.unit, "--amount", "100.00", "--channel", "CASH",
        "--payee", "示例业主", "--cause", "OVERPAID", "--on", on,
        reason="示例：多收一百元，当日退还", asks=cashier,
    )  # fmt: skip
    by_two(
        "waive", "--unit", second.unit, "--amount", "20.00", "--cause", "SERVICE_FAULT",
        "--evidence", "示例-电梯停运处理决定", "--on", on,
        reason="示例：电梯停运期间部分减免", asks=cashier,
    )  # fmt: skip
    close(code, cashier, SECOND_DAY, out, short=SHORT)


def receive(home: Home, *tenders: str, cashier: str, on: date) -> dict[str, Any]:
    """Receive money at the desk."""
    brought = [word for tender in tenders for word in ("--tender", tender)]
    return through(
        "receive", "--unit", home.unit, *brought, "--payer", "示例业主", "--camera", "示例-CAM-01",
        "--on", on.isoformat(), "--request-id", f"示例-{on:%m%d}-{home.unit}", "--as", cashier,
    )  # fmt: skip


def close(code: str, cashier: str, on: date, out: Path, short: Money = ZERO) -> None:
    """Count the drawer and close the shift; where money lacks, say why."""
    [cash] = [line for line in shift_of(code, cashier)["lines"] if line["channel"] == "CASH"]
    counted = Money.from_yuan(cash["expected"]) - short
    because = ("--reason", "示例：找零误差，已登记") if short > ZERO else ()
    whose = ("--community", code, "--as", cashier)
    through(
        "shift", "close", "--counted", f"CASH={counted.yuan}", *because,
        "--handed-to", "finance01", "--on", on.isoformat(), *whose,
    )  # fmt: skip
    through("shift", "report", "--out", str(out / f"班次报告-{code}-{on}.pdf"), *whose)


def print_receipt(code: str, number: str, out: Path) -> None:
    """Set a receipt on paper."""
    through(
        "print_receipt", number, "--community", code, "--size", "A5",
        "--out", str(out / f"收据-{code}-{number}.pdf"),
    )  # fmt: skip


def grant_campaign(code: str) -> None:
    """Agree on a campaign by two people, then grant it once to what is due in its window."""
    named = ("--community", code, "--name", "示例十月缴费优惠")
    by_two(
        "discount", "offer", *named, "--scheme", "CAMPAIGN", "--kinds", "PROPERTY_FEE",
        "--percent", "1", "--budget", "5000", "--alone", "50", "--from", "2026-10-01",
        "--until", "2026-10-31", reason="示例：年度优惠方案", asks="manager01",
    )  # fmt: skip
    through(
        "discount", "campaign", *named, "--on", SECOND_DAY.isoformat(),
        "--request-id", "示例-优惠-1", "--as", "manager01",
    )  # fmt: skip


def ask_for_invoices(code: str, out: Path) -> None:
    """Ask for invoices over what was received at the desk, and write the batch sheet."""
    if not through("invoice", "list", "--community", code)["requests"]:
        for place, home in enumerate(islice(debtors(code, on=SECOND_DAY), 5), 1):
            through(
                "invoice", "request", "--unit", home.unit, "--title", f"示例业主{place:04d}",
                "--on", SECOND_DAY.isoformat(),
            )  # fmt: skip
        sheet = out / f"批量开票-{code}.xlsx"
        through("invoice", "batch", "--community", code, "--file", str(sheet))
