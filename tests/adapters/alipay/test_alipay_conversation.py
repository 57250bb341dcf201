"""Our client and an independent SDK talk to the local Alipay, and all three agree."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import alipay
import pytest
from alipay.exceptions import AliPayException, AliPayValidationError
from tests.adapters.alipay.stage import ADDRESS, APP_ID, SELLER_ID, Wire, key, sdk, verify

from qingshou.adapters.alipay.client import Ask
from qingshou.adapters.alipay.codes import Meaning
from qingshou.adapters.alipay.notices import INSTANT
from qingshou.checkout.ports import Forged, Malformed, RefundTold, Unavailable
from qingshou.kernel.money import Money

SUBJECT = "示例·云杉里 3-2-501 物业费 & 电梯费 + 100%"


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def theirs(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> alipay.AliPay:
    """The SDK, whose requests are carried to the local channel."""

    def carry(url: str, timeout: float = 0) -> Any:
        answer = wire.respond("GET", url.removeprefix(ADDRESS))
        return io.BytesIO(answer.body)

    monkeypatch.setattr(alipay, "urlopen", carry)
    client = sdk()
    client._gateway = f"{ADDRESS}/gateway.do"
    return client


def order(wire: Wire, number: str = "QS1", amount: str = "254.40") -> str:
    node, meaning = wire.ask(
        "trade.precreate", out_trade_no=number, total_amount=amount, subject=SUBJECT
    )
    assert meaning is Meaning.DONE
    return str(node.fields["qr_code"])


def test_a_code_is_nothing_until_it_is_scanned(wire: Wire) -> None:
    code = order(wire)
    assert wire.ask("trade.query", out_trade_no="QS1")[1] is Meaning.ABSENT
    wire.visit(code)
    assert wire.ask("trade.query", out_trade_no="QS1")[0].fields["trade_status"] == "WAIT_BUYER_PAY"
    wire.scan_and_pay(code)
    paid = wire.ask("trade.query", out_trade_no="QS1")[0].fields
    assert (paid["trade_status"], paid["total_amount"]) == ("TRADE_SUCCESS", "254.40")


def test_the_sdk_is_understood_and_believes_every_answer(wire: Wire, theirs: alipay.AliPay) -> None:
    made = theirs.api_alipay_trade_precreate(SUBJECT, "QS1", "254.40", notify_url=f"{ADDRESS}/x")
    wire.scan_and_pay(made["qr_code"])
    assert theirs.api_alipay_trade_query("QS1")["trade_status"] == "TRADE_SUCCESS"
    back = theirs.api_alipay_trade_refund("50.00", out_trade_no="QS1", out_request_no="R1")
    assert (back["fund_change"], back["refund_fee"]) == ("Y", "50.00")
    again = theirs.api_alipay_trade_refund("50.00", out_trade_no="QS1", out_request_no="R1")
    assert (again["fund_change"], again["refund_fee"]) == ("N", "50.00")
    asked = theirs.api_alipay_trade_fastpay_refund_query("R1", out_trade_no="QS1")
    assert (asked["refund_amount"], asked["refund_status"]) == ("50.00", "REFUND_SUCCESS")
    assert theirs.api_alipay_trade_cancel("QS1")["action"] == "refund"
    assert theirs.api_alipay_trade_query("QS1")["trade_status"] == "TRADE_CLOSED"
    told = [verify(x, at=wire.at) for x in wire.tidings]
    assert [x.event for x in told] == ["TRADE_SUCCESS", "REFUND", "REFUND"]
    refunds = [x.told.out_refund_no for x in told if isinstance(x.told, RefundTold)]
    assert refunds == ["R1", "cancel-QS1"]


def test_the_sdk_refuses_answers_of_another_channel(wire: Wire, theirs: alipay.AliPay) -> None:
    order(wire)
    theirs._alipay_public_key = sdk(trusts="stranger").alipay_public_key
    with pytest.raises(AliPayValidationError):
        theirs.api_alipay_trade_query("QS1")


@pytest.mark.parametrize("signs_as", ["stranger", "channel"])
def test_requests_of_another_key_are_turned_away(
    wire: Wire, theirs: alipay.AliPay, signs_as: str
) -> None:
    theirs._app_private_key = sdk(signs_as=signs_as).app_private_key
    assert theirs.api_alipay_trade_query("QS1")["sub_code"] == "isv.invalid-signature"


def test_the_sdk_and_our_client_open_the_same_pages(wire: Wire, theirs: alipay.AliPay) -> None:
    query = theirs.api_alipay_trade_wap_pay(SUBJECT, "QS1", "254.40", return_url=f"{ADDRESS}/back")
    assert "确认付款" in wire.visit(f"/gateway.do?{query}")
    content = {"out_trade_no": "QS2", "total_amount": "1.00", "subject": SUBJECT}
    ours = wire.client.page(Ask("alipay.trade.page.pay", content), at=wire.at)
    assert "¥1.00" in wire.visit(ours)
    assert "isv.invalid-signature" in wire.visit(ours.replace("QS2", "QS3"))
    assert "付款成功" in wire.visit("/pay/QS2", press=True)


def test_a_lost_answer_is_unknown_and_repeating_is_harmless(wire: Wire) -> None:
    wire.scan_and_pay(order(wire))
    wire.lose = True
    refund = {"out_trade_no": "QS1", "refund_amount": "50.00", "out_request_no": "R1"}
    with pytest.raises(Unavailable):
        wire.ask("trade.refund", **refund)
    wire.lose = False
    node, meaning = wire.ask("trade.refund", **refund)
    assert (meaning, node.fields["fund_change"]) == (Meaning.DONE, "N")
    assert len(wire.tidings) == 2


@pytest.mark.parametrize(
    ("method", "content", "expected"),
    [
        # Paid, so not to be made, closed or paid again.
        ("trade.precreate", {"out_trade_no": "PAID", "total_amount": "9.00", "subject": "x"},
         Meaning.PAID),
        ("trade.close", {"out_trade_no": "PAID"}, Meaning.UNFIT),
        # Made before for another amount.
        ("trade.precreate", {"out_trade_no": "OPEN", "total_amount": "9.01", "subject": "x"},
         Meaning.REFUSED),
        # Refunds: more than there is, the same number for another amount, nothing paid.
        ("trade.refund", {"out_trade_no": "PAID", "refund_amount": "9.01", "out_request_no": "R"},
         Meaning.REFUSED),
        ("trade.refund", {"out_trade_no": "PAID", "refund_amount": "2.00", "out_request_no": "R0"},
         Meaning.REFUSED),
        ("trade.refund", {"out_trade_no": "OPEN", "refund_amount": "1.00", "out_request_no": "R"},
         Meaning.UNFIT),
        # Nobody knows these.
        ("trade.query", {"out_trade_no": "NONE"}, Meaning.ABSENT),
        ("trade.close", {"out_trade_no": "NONE"}, Meaning.ABSENT),
        ("data.dataservice.bill.downloadurl.query", {"bill_type": "trade",
         "bill_date": "2026-10-01"}, Meaning.ABSENT),
    ],
)  # fmt: skip
def test_the_channel_says_no(
    wire: Wire, method: str, content: dict[str, str], expected: Meaning
) -> None:
    for number in ("PAID", "OPEN"):
        made, _ = wire.ask("trade.precreate", out_trade_no=number, total_amount="9.00", subject="x")
        wire.visit(made.fields["qr_code"], press=number == "PAID")
    wire.ask("trade.refund", out_trade_no="PAID", refund_amount="1.00", out_request_no="R0")
    assert wire.ask(method, **content)[1] is expected


def test_a_trade_nobody_pays_ends_at_its_hour(wire: Wire) -> None:
    ends = wire.at + timedelta(minutes=30)
    node, _ = wire.ask(
        "trade.precreate", out_trade_no="QS1", total_amount="1.00", subject="x",
        time_expire=ends.strftime(INSTANT),
    )  # fmt: skip
    wire.at = ends
    assert "交易已关闭" in wire.visit(node.fields["qr_code"], press=True)
    assert wire.ask("trade.query", out_trade_no="QS1")[0].fields["trade_status"] == "TRADE_CLOSED"
    assert wire.tidings == []


def test_our_mistakes_are_malformed_and_strangers_forged(wire: Wire) -> None:
    with pytest.raises(Malformed):
        wire.ask("trade.query")
    with pytest.raises(Malformed):
        wire.ask("trade.unheard.of")
    order(wire)
    wire.site._protocol._identity = type(wire.site.identity)(
        APP_ID, SELLER_ID, key("merchant").public_key(), key("stranger")
    )
    with pytest.raises(Forged):
        wire.ask("trade.cancel", out_trade_no="QS1")


def test_the_bill_of_the_day_is_handed_out(wire: Wire) -> None:
    wire.scan_and_pay(order(wire))
    wire.at += timedelta(minutes=1)
    wire.ask("trade.refund", out_trade_no="QS1", refund_amount="50.00", out_request_no="R1")
    wire.at += timedelta(minutes=1)
    wire.site.refund_from_outside("QS1", Money(440), wire.at)
    node, _ = wire.ask(
        "data.dataservice.bill.downloadurl.query", bill_type="trade", bill_date="2026-10-15"
    )
    with ZipFile(io.BytesIO(wire.client.download(node.fields["bill_download_url"]))) as archive:
        detail = archive.read(archive.namelist()[0]).decode("gb18030")
    assert "#交易合计：1笔，商家实收共254.40元" in detail
    assert "#退款合计：2笔，商家实收退款共-54.40元" in detail
    assert len(wire.tidings) == 3


def test_sdk_errors_are_what_the_sdk_expects(wire: Wire, theirs: alipay.AliPay) -> None:
    assert theirs.api_alipay_trade_query("NONE")["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    theirs._appid = "2021000000000009"
    try:
        answer = theirs.api_alipay_trade_query("NONE")
    except AliPayException as told:
        answer = {"sub_code": str(told)}
    assert "isv.invalid-app-id" in answer["sub_code"]
