"""A sold home: bills are split, the certificate is withheld or issued, the database keeps it true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders.sold_home import SOLD_ON, TODAY, SoldHome
from tests.builders.two_people import MAKER, voided
from tests.contexts.ledger.book import a_charge, balances_hold, bill, rows

from qingshou.billing.operations import SplitNotChargeable
from qingshou.billing.rules.splits import Obstacle
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsPrepayment, Relief
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.parties.rules.kinds import PartyKind
from qingshou.payments import models, queries
from qingshou.payments import operations as payments
from qingshou.payments.operations import AccountOfAnotherUnit, ConsentMissing, MovesNowhere
from qingshou.payments.rules.certificates import Standing
from qingshou.payments.rules.givings import Move
from qingshou.payments.rules.receipts import Request
from qingshou.platform.db.rights import as_owner
from qingshou.processes import owner_change_needs_clearance as clearing
from qingshou.processes.owner_change_needs_clearance import (
    Buyer,
    ChangeNotRecorded,
    ClearanceWithheld,
)
from qingshou.processes.owner_change_needs_clearance.sheet import NoSellerAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> SoldHome:
    return SoldHome()


@pytest.fixture
def cleared(home: SoldHome) -> SoldHome:
    """March is billed, sold and paid; a certificate is issued."""
    home.bill("2026-03")
    home.sell()
    home.pay(12_097)
    assert home.issue(request_id="first").number == "JQ00000001"
    return home


def sound(home: SoldHome) -> bool:
    balances_hold()
    ids = [home.community_id]
    return not [*queries.check(community_ids=ids), *books.check(community_ids=ids)]


# Bills beyond the day.


def test_a_paid_month_is_split_and_the_rest_is_prepaid(home: SoldHome) -> None:
    home.bill("2026-03")
    home.pay(25_000)
    sold = home.sell()
    assert sold.split is not None
    assert [line.amount.yuan for line in sold.split.lines] == ["120.97", "129.03"]
    assert (home.balance(1), home.balance(2)) == (("0.00", "129.03"), ("129.03", "0.00"))
    assert home.bill("2026-03", on=date(2026, 3, 20)) == 0
    assert home.bill("2026-04") == 1
    assert home.stands_against() == "PREPAID"
    assert sound(home)


def test_a_quarter_is_split_across_its_months(db: None) -> None:
    home = SoldHome(cycle="QUARTER")
    home.bill("2026-01")
    home.bill("2026-03")
    home.pay(75_000)
    sold = home.sell()
    assert sold.split is not None
    told = [(line.period.start, line.period.until, line.amount.yuan) for line in sold.split.lines]
    assert told == [
        (date(2026, 1, 1), SOLD_ON, "620.97"),
        (SOLD_ON, date(2026, 4, 1), "129.03"),
    ]
    assert home.bill("2026-03", on=date(2026, 3, 20)) == 0
    assert home.bill("2026-04") == 1
    assert sound(home)


def test_a_month_wholly_beyond_the_day_goes_to_the_buyer(home: SoldHome) -> None:
    home.bill("2026-03", on=TODAY)
    home.bill("2026-04", on=TODAY)
    sold = home.sell(on=date(2026, 4, 1))
    assert sold.split is not None
    assert [line.amount.yuan for line in sold.split.lines] == ["250.00"]
    assert (home.balance(1), home.balance(2)) == (("250.00", "0.00"), ("250.00", "0.00"))


def test_nobody_who_comes_is_late_before_being_billed(db: None) -> None:
    home = SoldHome(due_rule="FIRST_DAY")
    home.bill("2026-03")
    home.sell()
    found = rows(
        "SELECT account_id, due_on FROM ledger__item WHERE community_id = %s AND open_fen > 0"
        " ORDER BY account_id",
        home.community_id,
    )
    assert found == [(home.account(1), date(2026, 3, 1)), (home.account(2), TODAY)]


def test_what_was_forgiven_or_brought_in_is_left_alone_and_told(home: SoldHome) -> None:
    home.bill("2026-03")
    [(item,)] = rows("SELECT item_id FROM ledger__item WHERE community_id = %s", home.community_id)
    relief = Relief(CreditNature.WAIVER, Money(5_000))
    ledger.relieve(
        community_id=home.community_id,
        item_id=item,
        relief=relief,
        on=TODAY,
        source_ref="waiver",
        actor=MAKER,
    )
    charge = a_charge(home.account(), 9_000, date(2026, 3, 1), kind="PARKING")
    bill([charge], on=TODAY, ref="brought", community_id=home.community_id)
    sold = home.sell()
    assert sold.split is not None
    assert [one.obstacle for one in sold.split.left_alone] == [
        Obstacle.NOT_FROM_A_RUN,
        Obstacle.RELIEVED,
    ]
    assert sold.split.taken_back == Money(0)
    assert sold.sheet is not None
    assert sold.sheet.position.beyond_amount.yuan == "175.48"
    assert home.stands_against() == "BILLED_BEYOND OWED"


def test_the_change_stands_where_the_bills_cannot_be_split(home: SoldHome) -> None:
    home.bill("2026-03")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_unit SET building_area_m2 = 0")
    sold = home.sell()
    assert isinstance(sold.unsplit, SplitNotChargeable)
    assert sold.sheet is not None
    assert sold.sheet.sale.is_recorded
    assert home.balance(1) == ("250.00", "0.00")
    assert home.stands_against() == "BILLED_BEYOND OWED"


def test_bills_are_brought_to_a_day_only_when_it_is_recorded(home: SoldHome) -> None:
    place: dict[str, Any] = {"community_id": home.community_id, "unit": home.unit}
    with pytest.raises(ChangeNotRecorded):
        clearing.bring_bills(**place, on=SOLD_ON, today=TODAY, actor=MAKER)
    home.sell()
    assert home.stands_against() == "UNBILLED"
    assert home.sheet().position.unbilled_amount.yuan == "120.97"
    brought = clearing.bring_bills(**place, on=SOLD_ON, today=TODAY, actor=MAKER)
    assert [line.amount.yuan for line in brought.billed] == ["120.97"]
    again = clearing.bring_bills(**place, on=SOLD_ON, today=TODAY, actor=MAKER)
    assert (again.billed, again.split.is_empty) == ((), True)
    assert home.stands_against() == "OWED"
    assert home.bill("2026-03") == 1
    assert (home.balance(1)[0], home.balance(2)[0]) == ("120.97", "129.03")
    assert sound(home)


# The sheet.


def test_before_the_change_is_recorded_the_sheet_only_foretells(home: SoldHome) -> None:
    home.bill("2026-03")
    home.pay(25_000)
    sheet = home.sheet()
    assert " ".join(sheet.hindrances) == "CHANGE_UNKNOWN BILLED_BEYOND"
    assert sheet.position.beyond_amount.yuan == "129.03"
    assert home.balance(1) == ("0.00", "0.00"), "looking writes nothing"


def test_a_month_that_a_run_set_aside_is_not_forgotten(home: SoldHome) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_unit SET building_area_m2 = 0")
        home.bill("2026-01")
        cursor.execute("UPDATE estate_unit SET building_area_m2 = 100")
    home.bill("2026-02")
    home.bill("2026-03")
    home.sell()
    found = [(line.period.start, line.amount) for line in home.sheet().unbilled]
    assert found == [(date(2026, 1, 1), Money(25_000))]
    home.bill("2026-01", on=TODAY)
    assert home.stands_against() == "OWED"


def test_a_request_that_waits_and_one_not_done_withhold(home: SoldHome) -> None:
    home.bill("2026-03")
    home.sell()
    home.pay(12_098)
    place: dict[str, Any] = {"community_id": home.community_id, "actor": MAKER}
    move = Move(home.account(1), home.account(2), Money(1), "示例同意书")
    asked = payments.ask_to_move(**place, move=move, today=TODAY, reason="示例")
    assert home.stands_against() == "REQUEST PREPAID"
    deed = home.deed(asked)
    assert home.stands_against() == "REQUEST PREPAID"
    payments.move_prepayment(**place, move=move, deed=deed)
    assert home.stands_against() == ""


def test_who_never_owned_sells_nothing(home: SoldHome) -> None:
    with pytest.raises(NoSellerAccount):
        home.sheet(on=date(2019, 1, 1))


def test_an_organization_is_known_by_its_name_a_person_by_name_and_number(home: SoldHome) -> None:
    first = home.sell(buyer=Buyer("示例置业", kind=PartyKind.ORGANIZATION))
    second = home.sell(on=date(2026, 4, 1), buyer=Buyer("示例丙", phone="13800130000"))
    third = home.sell(on=date(2026, 5, 1), buyer=Buyer("示例置业", kind=PartyKind.ORGANIZATION))
    fourth = home.sell(on=date(2026, 6, 1), buyer=Buyer("示例丙", phone="13800130000"))
    parties = [one.change.begun[-1].party_id for one in (first, second, third, fourth)]
    assert parties[0] == parties[2]
    assert parties[1] == parties[3] != parties[0]


# The certificate.


def test_a_fen_short_or_over_withholds_with_both_numbers(home: SoldHome) -> None:
    home.bill("2026-03")
    home.sell()
    home.pay(12_096)
    with pytest.raises(ClearanceWithheld) as short:
        home.issue()
    assert (short.value.facts["owed"], short.value.facts["held"]) == ("0.01", "0.00")
    home.pay(2)
    with pytest.raises(ClearanceWithheld) as over:
        home.issue()
    assert (over.value.facts["owed"], over.value.facts["held"]) == ("0.00", "0.01")
    home.refund(1)
    slip = home.issue()
    assert (slip.number, slip.supersedes) == ("JQ00000001", "")
    assert sound(home), "refused certificates take no number"


def test_the_same_request_gives_the_same_certificate(cleared: SoldHome) -> None:
    assert cleared.issue(request_id="first").number == "JQ00000001"
    assert models.Certificate.objects.count() == 1


def test_its_facts_stay_as_they_were_shown(cleared: SoldHome) -> None:
    place: dict[str, Any] = {"community_id": cleared.community_id, "number": "jq1"}
    before = queries.certificate(**place)
    assert (before.facts.seller, before.facts.seller_until) == ("示**", "2026-03-15")
    assert [(one.billed, one.paid) for one in before.facts.settled] == [("120.97", "120.97")]
    voided(community_id=cleared.community_id, number="SJ00000001", on=TODAY, today=TODAY)
    after = queries.certificate(**place)
    assert after.facts == before.facts
    assert (after.standing, after.overtaken_by) == (Standing.OVERTAKEN, "HC00000001")


def test_a_void_tells_the_certificate_it_overtakes_and_a_later_one_supersedes(
    cleared: SoldHome,
) -> None:
    slip = voided(community_id=cleared.community_id, number="SJ00000001", on=TODAY, today=TODAY)
    assert slip.certificates == ("JQ00000001",)
    cleared.pay(12_097)
    assert cleared.issue().supersedes == "JQ00000001"
    cards = queries.certificates(community_id=cleared.community_id, account_id=cleared.account())
    assert [(card.number, card.standing) for card in cards] == [
        ("JQ00000002", Standing.STANDS),
        ("JQ00000001", Standing.SUPERSEDED),
    ]
    assert sound(cleared)


def test_a_debt_found_later_overtakes_too(cleared: SoldHome) -> None:
    charge = a_charge(cleared.account(), 3_000, date(2026, 2, 1), kind="WATER")
    bill([charge], on=TODAY, ref="late reading", community_id=cleared.community_id)
    card = queries.certificate(community_id=cleared.community_id, number="JQ00000001")
    assert (card.standing, card.owed.yuan) == (Standing.OVERTAKEN, "30.00")


def test_prints_are_counted(cleared: SoldHome) -> None:
    place: dict[str, Any] = {"community_id": cleared.community_id, "number": "JQ00000001"}
    prints = [payments.print_certificate(**place, actor=MAKER) for _ in range(2)]
    assert [one.ordinal for one in prints] == [1, 2]
    assert prints[0].check_code != prints[1].check_code


# What the database refuses.


def refused(constraint: str, statement: str, *values: Any) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    assert refusal.value.__cause__ is not None


CERTIFY = """
INSERT INTO payments_certificate (community_id, account_id, account_ids, unit_id, number,
    issued_on, changes_on, supersedes_id, facts, issued_by, request_id)
SELECT community_id, account_id, %s, unit_id, number + 1, issued_on, changes_on, %s, facts,
       issued_by, request_id FROM payments_certificate WHERE number = 1
"""


def test_sql_certifies_no_debt_and_no_second_beginning(cleared: SoldHome) -> None:
    seller, buyer = cleared.account(1), cleared.account(2)
    [(first,)] = rows("SELECT id FROM payments_certificate")
    debt = "payments_certificate_needs_settled_accounts"
    refused(debt, CERTIFY, [seller, buyer], first)
    refused("payments_certificates_of_an_account_follow_each_other", CERTIFY, [seller], None)
    refused("payments_certificate_names_its_account", CERTIFY, [buyer], first)
    cleared.pay(1)
    refused(debt, CERTIFY, [seller], first)


def test_not_even_the_owner_of_the_tables_changes_or_deletes_a_certificate(
    cleared: SoldHome,
) -> None:
    with as_owner():
        for table in ("certificate", "overtaking", "certificateprint", "prepaymentmove"):
            named = f"payments_{table}"
            refused("append-only", f"DELETE FROM {named}")
            refused("append-only", f"UPDATE {named} SET community_id = 0")


def test_sql_overtakes_only_by_a_reversal_of_its_accounts(cleared: SoldHome) -> None:
    refused(
        "payments_overtaking_is_by_a_reversal",
        'INSERT INTO payments_overtaking (community_id, certificate_id, reversal_id, "on")'
        ' SELECT certificate.community_id, certificate.id, receipt.id, receipt."on"'
        " FROM payments_certificate certificate JOIN payments_receipt receipt"
        " ON receipt.community_id = certificate.community_id",
    )


# Prepaid money moves.


def test_prepaid_money_moves_to_the_buyer_with_written_consent(home: SoldHome) -> None:
    home.bill("2026-03")
    home.pay(25_000)
    home.sell()
    with pytest.raises(ConsentMissing):
        home.move(12_903, to=2)
    with pytest.raises(AmountExceedsPrepayment):
        home.move(12_904, to=2, consent="示例同意书001")
    with pytest.raises(MovesNowhere):
        home.move(12_903, to=1)
    slip = home.move(12_903, to=2, consent="示例同意书001")
    assert (slip.settled, slip.left, slip.same_person) == ("129.03", "0.00", False)
    assert (home.balance(1), home.balance(2)) == (("0.00", "0.00"), ("0.00", "0.00"))
    assert home.issue().number == "JQ00000001"
    assert sound(home)


def test_sql_moves_nothing_to_another_person_without_consent(home: SoldHome) -> None:
    home.bill("2026-03")
    home.pay(25_000)
    home.sell()
    home.move(12_903, to=2, consent="示例同意书001")
    copied = """
    INSERT INTO payments_prepaymentmove (community_id, from_account_id, to_account_id, entry_id,
        amount_fen, "on", same_person, consent, approval_id, maker, checker, request_id)
    SELECT community_id, from_account_id, {to}, entry_id, amount_fen, "on", same_person, {consent},
           approval_id, maker, checker, request_id FROM payments_prepaymentmove
    """
    refused(
        "payments_move_to_another_person_has_consent",
        copied.format(to="to_account_id", consent="''"),
    )
    refused("payments_move_moves_something", copied.format(to="from_account_id", consent="consent"))
    refused("payments_move_is_made_once", copied.format(to="to_account_id", consent="consent"))


def test_money_is_for_an_account_of_the_home_only(home: SoldHome) -> None:
    other = SoldHome()
    home.sell()
    slip = home.pay(100, number=1, on=TODAY)
    assert slip.account_id == home.account(1)
    request = Request(
        home.unit.unit_id, Money(100), Channel.WECHAT, TODAY, account_id=other.account(1)
    )
    with pytest.raises(AccountOfAnotherUnit):
        payments.receive(
            community_id=home.community_id,
            request=request,
            request_id=home.next(),
            today=TODAY,
            actor=MAKER,
        )
