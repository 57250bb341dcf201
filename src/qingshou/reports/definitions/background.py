"""What the words need beside figures: names, prices, stages, and what was never recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """A community of the scope."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price in force at the as-of date, as the price list shows it."""

    community: str
    kind: str
    basis: str
    price: str
    cycle: str
    since: date
    document: str


@dataclass(frozen=True, slots=True)
class Background:
    """The facts around the figures."""

    company: str
    scope_name: str
    places: tuple[Place, ...]
    prices: tuple[PriceLine, ...] = ()
    roundings: tuple[str, ...] = ()
    imports: tuple[tuple[str, str, date], ...] = ()  # file kind, extent, until

    @property
    def places_listed(self) -> str:
        """The communities' names, or how many there are when they are many."""
        names = [place.name for place in self.places]
        return (
            "、".join(names)
            if len(names) <= 5
            else f"{'、'.join(names[:3])} 等 {len(names)} 个小区"
        )


STAGE_MEANING = {
    "FIRST_CONTACT": "应收日次日起，以电话、短信、微信提醒，先核对账单和联系方式，再问原因。",
    "FOLLOW_UP": "提醒后仍未缴的，上门说明、送达书面催告并给予合理期限，协商分期或缓缴。",
    "LEGAL": "催告期满仍未缴的，经审批发律师函，或申请支付令、调解、仲裁（有仲裁条款时）、起诉。",
}
REASON_MEASURES = {
    "SERVICE": (
        "逐户登记争议事项并转客服工单，只暂缓有争议的费项；整改完成后上门告知并结清",
        "客户关系经理",
    ),
    "HARDSHIP": ("主动提供分期或缓缴协议，协议履行期间不计违约金", "项目经理"),
    "FORGOT": ("账单到期前三日推送提醒，推荐签约银行代扣", "财务专员"),
    "MOVED": ("用入住登记、车位合同核对联系方式，改寄挂号催告并留存回执", "催收员"),
    "VACANT": ("寄送书面说明：房屋空置仍应缴费；有约定空置优惠的，按约定办理", "催收员"),
    "PRICE": ("附价格文件和计算过程重发账单，集中安排一次价格说明会", "财务专员"),
    "NOT_INFORMED": ("补录微信与手机号，账单改为推送与纸质双通道送达", "财务专员"),
    "OWNERSHIP": ("核对交付与过户日期，按责任期间拆分应收后重新送达", "项目经理"),
    "REFUSAL": ("送达书面催告并给予十五日合理期限，期满经审批转入法律程序", "法务"),
    "OTHER": ("下次联系时补记具体原因，归入相应类别处理", "催收员"),
}
