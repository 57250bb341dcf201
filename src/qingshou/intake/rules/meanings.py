"""What words in cells mean: codes found by the tables of ``words``.

A word that is in no table is a problem that lists the words that are. Reasons and outcomes are
sentences in real ledgers; these are judged by signs in them.
"""

from __future__ import annotations

import re

from qingshou.intake.rules import words
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, heading, is_nothing, text_of
from qingshou.intake.rules.words import KINDS, OUTCOMES, REASONS, Table

# Free text is judged by the first pattern found in it.
REASON_SIGNS = (
    ("NOT_INFORMED", r"(?:未|没有?)(?:收到|接到).*(?:通知|账单|短信)|不知情|通知寄"),
    ("VACANT", r"空置|没(?:有)?入?住|未入?住|未装修|闲置|长期不在"),
    ("OWNERSHIP", r"产权|交接|交房|过户|房产证|质量问题|分割"),
    ("PRICE", r"价格|涨价|调价|单价|收费标准|计费|算错|多收|金额"),
    ("SERVICE", r"服务|维修|漏水|渗水|电梯|保洁|卫生|保安|绿化|停车|噪音|报修|管理差"),
    ("HARDSHIP", r"困难|失业|下岗|生病|住院|低保|资金|收入|没钱|周转"),
    ("MOVED", r"失联|搬走|搬家|搬迁|外地|国外|联系不|空号|停机"),
    ("FORGOT", r"忘|忙|疏忽|没注意|出差|没时间"),
    ("REFUSAL", r"拒|恶意|不缴|不交|不肯"),
)
OUTCOME_SIGNS = (
    ("WRONG_NUMBER", r"空号|错号|号码有误|不是本人|打错"),
    ("NO_ANSWER", r"无人接|未接|没接|没人接|不在家|无人在家|关机|停机|占线|无法接通|联系不上"),
    ("RETURNED", r"退回|退信|未送达|发送失败|无人签收"),
    ("PROMISED", r"承诺|答应|保证|表示.*(?:缴|交)清?|同意(?:缴|交)"),
    ("DISPUTED", r"异议|争议|投诉|质疑|不认可"),
    ("REFUSED", r"拒"),
    ("DELIVERED", r"送达|签收|已读|已发|张贴|投递"),
    ("REACHED", r"接通|已联系|沟通|告知|接听|面谈|知晓|表示"),
)

_DUE_DAY = re.compile(
    r"(?P<next>次月|下月)?[每当本首]?(?:月|季|年)?(?P<day>\d{1,2})[日号](?:之?前|以前|止)?"
)
_DUE_WORKDAY = re.compile(
    r"(?P<next>次月|下月)?.*?(?:前|第)?(?P<day>\d{1,2})个?工作日(?:内|前|之?前)?"
)
_DUE_FIRST = re.compile(r"(?P<next>次月|下月)?.*?(?:首日|第一天|第1天|月初|季初|首天)")
_DUE_END = re.compile(r"(?P<next>次月|下月)?.*?(?:月末|月底|季末|最后一[天日]|期末)")
_DUE_CODE = re.compile(r"(?:NEXT:)?(?:FIRST_DAY|END|(?:DAY|WORKDAY):\d{1,2})")


def _index(table: Table) -> dict[str, str]:
    index = {heading(word): code for code, known in table.items() for word in known}
    return index | {heading(code): code for code in table}


_INDEXES = {
    id(table): _index(table)
    for name, table in vars(words).items()
    if isinstance(table, dict) and name.isupper() and name[0] != "_"
}


def code_of(table: Table, cell: Cell) -> str:
    """Find the code a word means; empty for an empty cell.

    Raises:
        Unreadable: If the table does not know the word; the facts list what it knows.

    >>> code_of(words.USAGES, "商业"), code_of(words.CYCLES, "按季度")
    ('SHOP', 'QUARTER')
    """
    text = text_of(cell)
    if is_nothing(text) and heading(text) not in _INDEXES[id(table)]:
        return ""
    found = _INDEXES[id(table)].get(heading(text))
    if found is None:
        known = "、".join(known[0] for known in table.values())
        raise Unreadable("word-unknown", text=text, known=known)
    return found


def reason_of(cell: Cell) -> str:
    """Judge why somebody has not paid; a text without any sign is OTHER (其他).

    >>> reason_of("业主反映楼道漏水一直没修"), reason_of("空置")
    ('SERVICE', 'VACANT')
    """
    text = text_of(cell)
    if is_nothing(text):
        return ""
    return _INDEXES[id(REASONS)].get(heading(text)) or _judged(REASON_SIGNS, text) or "OTHER"


def outcome_of(cell: Cell) -> str:
    """Judge what came of a contact.

    Raises:
        Unreadable: If the text gives no sign of it.
    """
    text = text_of(cell)
    if is_nothing(text):
        return ""
    found = _INDEXES[id(OUTCOMES)].get(heading(text)) or _judged(OUTCOME_SIGNS, text)
    if not found:
        known = "、".join(known[0] for known in OUTCOMES.values())
        raise Unreadable("word-unknown", text=text, known=known)
    return found


def _judged(signs: tuple[tuple[str, str], ...], text: str) -> str:
    return next((code for code, sign in signs if re.search(sign, text)), "")


def kind_of(name: str) -> str:
    """Find the code of a charge by its name; a name of the customer's own gets one from its pinyin.

    >>> kind_of("物业服务费"), kind_of("广告位费")
    ('PROPERTY_FEE', 'GUANG_GAO_WEI_FEI')
    """
    known = _INDEXES[id(KINDS)].get(heading(name))
    if known:
        return known
    from pypinyin import lazy_pinyin  # loaded only for names nobody else uses

    sounds = re.findall(r"[A-Z0-9]+", " ".join(lazy_pinyin(heading(name))).upper())
    if not sounds:
        raise Unreadable("kind-unreadable", text=name)
    return "_".join(sounds)[:60]


def due_rule_of(cell: Cell) -> str:
    """Read when a bill is due: 每月25日前 → DAY:25, 季度首日 → FIRST_DAY, 次月10日 → NEXT:DAY:10.

    Raises:
        Unreadable: If it is none of the known forms.
    """
    text = text_of(cell).replace(" ", "")
    if is_nothing(text):
        return ""
    if _DUE_CODE.fullmatch(text.upper()):
        return text.upper()
    if text.isdigit():
        return f"DAY:{text}"
    forms = (
        (_DUE_WORKDAY, "WORKDAY:"),
        (_DUE_DAY, "DAY:"),
        (_DUE_FIRST, "FIRST_DAY"),
        (_DUE_END, "END"),
    )
    for form, written in forms:
        if found := form.fullmatch(text):
            day = found["day"] if "day" in form.groupindex else ""
            return f"{'NEXT:' if found['next'] else ''}{written}{day}"
    raise Unreadable("due-rule-unreadable", text=text)
