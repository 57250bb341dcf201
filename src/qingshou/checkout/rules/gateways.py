"""The gateways that are known, the ways to pay through them, and the channel of their money."""

from __future__ import annotations

from enum import StrEnum

from qingshou.ledger.rules.chart import Channel


class GatewayCode(StrEnum):
    """A gateway whose protocol is spoken here."""

    WECHATPAY = "WECHATPAY"  # 微信支付
    ALIPAY = "ALIPAY"  # 支付宝


class Way(StrEnum):
    """How the payer comes to pay; each gateway calls it by its own name."""

    NATIVE = "NATIVE"  # 扫码: a code is shown and scanned (Native, precreate)
    JSAPI = "JSAPI"  # 公众号、小程序内: the payer is known to the gateway
    H5 = "H5"  # 手机浏览器: a page on the phone hands over (H5, wap)
    PAGE = "PAGE"  # 电脑网页: a page on a desk computer hands over (page)


CHANNELS = {GatewayCode.WECHATPAY: Channel.WECHAT, GatewayCode.ALIPAY: Channel.ALIPAY}
"""The channel on which the money of a gateway is booked."""

CURRENCY = "CNY"
