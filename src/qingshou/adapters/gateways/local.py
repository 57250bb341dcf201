"""Both gateways of our own, ready to be served: keys, site and courier put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from qingshou.adapters.gateways.alipay import identity as alipay
from qingshou.adapters.gateways.alipay.site import Site as AlipaySite
from qingshou.adapters.gateways.alipay.tidings import LADDER as ALIPAY_LADDER
from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Switches
from qingshou.adapters.gateways.serving import ADDRESS, Serving, post_over_http
from qingshou.adapters.gateways.wechatpay import identity as wechatpay
from qingshou.adapters.gateways.wechatpay.site import Site as WechatPaySite
from qingshou.adapters.gateways.wechatpay.tidings import LADDER as WECHATPAY_LADDER

WECHATPAY_PORT, ALIPAY_PORT = 8444, 8443
WECHATPAY_KEYS, ALIPAY_KEYS = "local-wechatpay", "local-alipay"


class LocalWechatPay:
    """WeChat Pay of our own; its merchant's keys are those called ``local-wechatpay``."""

    def __init__(self, keys: Path, *, now: Callable[[], datetime]) -> None:
        self._keys, self._now = keys, now

    @contextmanager
    def serve(self, *, port: int | None, switches: Switches) -> Iterator[Serving]:
        """Serve on the loopback address.

        Raises:
            OSError: If the port is taken.
        """
        port = WECHATPAY_PORT if port is None else port
        courier = Courier(post_over_http, ladder=WECHATPAY_LADDER, switches=switches)
        site = WechatPaySite(
            wechatpay.make_identity(self._keys / WECHATPAY_KEYS, now=self._now()),
            courier,
            address=f"http://{ADDRESS}:{port}",
            refund_percent=switches.refund,
        )
        with Serving(site, courier, port=port, now=self._now) as serving:
            yield serving


class LocalAlipay:
    """Alipay of our own; its merchant's keys are those called ``local-alipay``."""

    def __init__(self, keys: Path, *, now: Callable[[], datetime]) -> None:
        self._keys, self._now = keys, now

    @contextmanager
    def serve(self, *, port: int | None, switches: Switches) -> Iterator[Serving]:
        """Serve on the loopback address.

        Raises:
            OSError: If the port is taken.
        """
        port = ALIPAY_PORT if port is None else port
        courier = Courier(post_over_http, ladder=ALIPAY_LADDER, switches=switches)
        site = AlipaySite(
            alipay.make_identity(self._keys / ALIPAY_KEYS, now=self._now()),
            courier,
            address=f"http://{ADDRESS}:{port}",
            refund_percent=switches.refund,
        )
        with Serving(site, courier, port=port, now=self._now) as serving:
            yield serving
