"""A clearance certificate on A4: one page at its worst, its sums whole, its standing on its face."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.documents.pictures import ink

from qingshou.interfaces.documents.certificate import _content, certificate_pages
from qingshou.kernel.money import ZERO, Money
from qingshou.payments.operations import Printed
from qingshou.payments.queries import CertificateCard
from qingshou.payments.rules.certificates import CertificateFacts, GivenBack, SettledKind

FIRST = Printed(1, "7F3KA2BCM9XY", datetime(2026, 3, 12, 2, 15, tzinfo=UTC))
AGAIN = replace(FIRST, ordinal=3)
FACTS = CertificateFacts(
    company="示例物业服务有限公司",
    community="示例·云杉里",
    unit="3-2-501",
    seller="示**",
    accounts=("3-2-501#1",),
    as_of="2026-03-12",
    seller_until="2026-03-15",
    buyer_since="2026-03-16",
    settled=(
        SettledKind("PROPERTY_FEE", "物业服务费", "620.97", "600.97", "20.00"),
        SettledKind("PENALTY", "违约金", "7.38", "7.38", "0.00"),
    ),
    given_back=(GivenBack("TK00000001", "2026-03-12", "2000.00", is_deposit=True),),
)
CARD = CertificateCard(
    certificate_id=1,
    number="JQ00000001",
    account_id=1,
    issued_on=date(2026, 3, 12),
    changes_on=date(2026, 3, 16),
    issued_by="示例经办人",
    facts=FACTS,
    superseded_by="",
    overtaken_by="",
    owed=ZERO,
)
WORST = replace(
    CARD,
    overtaken_by="HC00000001",
    facts=replace(
        FACTS,
        seller="示例国际置业发展（集团）有限责任公司第三分公司",
        community="示例国际城市广场商业综合体一期东区与二期西区联合管理处",
        settled=tuple(
            SettledKind(
                f"K{n}", "公共区域能耗分摊费（含电梯、水泵）", "98765432.10", "98765431.10", "1.00"
            )
            for n in range(20)
        ),
        given_back=tuple(
            GivenBack(f"TK{n:08}", "2026-03-12", "99999999.99", is_deposit=bool(n % 2))
            for n in range(9)
        ),
    ),
)


def test_the_worst_certificate_is_one_page_within_its_margins() -> None:
    pages = certificate_pages(WORST, AGAIN, form="png")
    assert len(pages) == 1
    found = ink(pages[0])
    millimetre = 96 / 25.4
    assert abs(found.width - 210 * millimetre) <= 1
    assert found.left >= 21 * millimetre
    assert found.width - found.right >= 21 * millimetre
    assert found.height - found.bottom >= 15 * millimetre


def test_equal_words_give_equal_bytes() -> None:
    assert certificate_pages(CARD, FIRST) == certificate_pages(CARD, FIRST)


def test_sums_are_of_all_kinds_and_slips_even_of_those_not_listed() -> None:
    content = _content(WORST, AGAIN)
    rows = content["kinds"]["rows"]
    assert len(rows) == 7
    assert rows[-2][0] == "其余 15 项"
    assert rows[-1] == ["合计", "1,975,308,642.00", "1,975,308,622.00", "20.00", "0.00"]
    assert content["given_back"][-1].startswith("共 9 笔，合计 899,999,999.91 元（人民币捌亿")
    assert len(content["given_back"]) == 4


def test_its_face_says_what_became_of_it() -> None:
    assert (_content(CARD, FIRST)["marks"], _content(CARD, FIRST)["void"]) == ([], "")
    assert _content(CARD, AGAIN)["marks"] == ["补打 第 3 次打印"]
    assert _content(WORST, FIRST)["void"] == "不再有效"
    assert _content(replace(CARD, owed=Money(1)), FIRST)["void"] == "不再有效"
    later = replace(CARD, superseded_by="JQ00000002", overtaken_by="HC00000001")
    assert _content(later, FIRST)["void"] == "已由 JQ00000002 取代"


def test_money_that_went_back_is_written_in_words_and_none_is_told_as_none() -> None:
    assert _content(CARD, FIRST)["given_back"] == [
        "TK00000001　2026-03-12　退还押金 2,000.00 元",
        "共 1 笔，合计 2,000.00 元（人民币贰仟元整）",
    ]
    nothing = replace(CARD, facts=replace(FACTS, given_back=()))
    assert _content(nothing, FIRST)["given_back"] == ["没有退还的款项。"]
