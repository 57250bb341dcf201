"""Run a gateway of our own on this machine: real protocol, real keys, no real money."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from qingshou.checkout.ports import LocalGateway, Switches
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.platform.plugs import plugged


class Command(Door):
    """Serve WeChat Pay or Alipay locally, with mishaps on request."""

    summary_zh = "在本机运行模拟的微信支付或支付宝，可模拟丢失、延迟、重复、乱序、伪造和退款"
    summary_en = (
        "Run a local WeChat Pay or Alipay, with loss, delay, repetition, forgery on request"
    )
    example = "qingshou gateway wechatpay --port 8444 --loss 30 --duplicate 20"
    needs_database = False
    speaks_json = False

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which gateway, where, and what goes wrong."""
        parser.add_argument(
            "gateway", type=str.upper, metavar="GATEWAY",
            choices=[code.value for code in GatewayCode],
            help="wechatpay 微信支付，alipay 支付宝。Which gateway.",
        )  # fmt: skip
        parser.add_argument("--port", type=int, help="端口，默认 8444 或 8443。Port.")
        for name, help_text in (
            ("loss", "通知丢失的百分比。Percent of notices lost."),
            ("duplicate", "通知重复的百分比。Percent of notices sent twice."),
            ("forge", "先发一条伪造通知的百分比。Percent preceded by a forgery."),
            ("refund", "付款后由渠道退款的百分比。Percent refunded by the gateway's console."),
        ):
            parser.add_argument(f"--{name}", type=percent, default=0, help=help_text)
        parser.add_argument("--delay", type=int, default=0, help="通知延迟秒数。Seconds of delay.")
        parser.add_argument("--reorder", action="store_true", help="打乱通知顺序。Disorder.")

    def act(self, **options: Any) -> Answer:
        """Serve until interrupted; keys are made on first use."""
        switches = Switches(
            loss=options["loss"],
            delay=timedelta(seconds=options["delay"]),
            duplicate=options["duplicate"],
            reorder=options["reorder"],
            forge=options["forge"],
            refund=options["refund"],
        )
        local: LocalGateway = plugged(LocalGateway, options["gateway"])
        try:
            with local.serve(port=options["port"], switches=switches) as served:
                self.stdout.write(f"本机模拟网关：{served.address}/ （按 Ctrl-C 结束）")
                served.wait()
        except KeyboardInterrupt:
            return Answer("")
        except OSError as fault:
            return Answer(f"端口无法使用：{fault.strerror}。请换一个 --port。", exit_code=REFUSED)
        return Answer("")


def percent(text: str) -> int:
    """Read a whole number from 0 to 100.

    Raises:
        ValueError: If it is none.
    """
    number = int(text)
    if not 0 <= number <= 100:
        raise ValueError(text)
    return number
