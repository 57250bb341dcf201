"""What commands share that send money out: channel, payee, cause, day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.wording.payments import CAUSES, CHANNELS
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.givings import Deed
from qingshou.platform import clock


def payee_options(parser: ArgumentParser) -> None:
    """Declare by which channel money goes out, to whom and when."""
    parser.add_argument(
        "--channel",
        required=True,
        type=str.upper,
        choices=[channel.value for channel in Channel],
        metavar="CHANNEL",
        help=f"退款方式 How it goes out：{listed(CHANNELS)}。",
    )
    parser.add_argument("--payee", required=True, help="收款人。Who receives it.")
    on_option(parser)


def on_option(parser: ArgumentParser) -> None:
    """Declare the day."""
    parser.add_argument("--on", type=day, help="办理日期，默认今天。Day, today if none.")


def cause_option(parser: ArgumentParser) -> None:
    """Declare the coded cause."""
    parser.add_argument(
        "--cause",
        required=True,
        type=str.upper,
        choices=list(CAUSES),
        metavar="CAUSE",
        help=f"原因编码 Cause：{listed(CAUSES)}。",
    )


def deed_of(options: dict[str, Any], approval: int, request_id: str) -> Deed:
    """Make the deed of a call with an approval."""
    today = clock.today()
    return Deed(approval, options["on"] or today, today, request_id)
