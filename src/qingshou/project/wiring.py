"""Plug adapters into ports, and let processes listen; the only place that knows both sides."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from qingshou.adapters.alipay.gateway import AlipayGateway
from qingshou.adapters.alipay.keyring import Keyring as AlipayKeyring
from qingshou.adapters.alipay.notices import Verifier as AlipayVerifier
from qingshou.adapters.bank_files import Disk
from qingshou.adapters.gateways.local import LocalAlipay, LocalWechatPay
from qingshou.adapters.tax_platform import BatchSheet
from qingshou.adapters.wechatpay.client import Client
from qingshou.adapters.wechatpay.gateway import WechatPay
from qingshou.adapters.wechatpay.keyring import Keyring
from qingshou.adapters.wechatpay.notices import WechatPayVerifier
from qingshou.billing import jobs as billing_jobs
from qingshou.checkout import jobs as checkout_jobs
from qingshou.checkout.ports import Gateway, LocalGateway, NoticeVerifier
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.debits import ports as debits
from qingshou.invoices import ports as invoices
from qingshou.platform import clock
from qingshou.platform.plugs import plug
from qingshou.processes import (
    books_are_proved,
    hold_freezes_penalty,
    receipt_takes_off_the_list,
)

LISTENERS = (hold_freezes_penalty, receipt_takes_off_the_list)
"""Processes that subscribed by being imported."""
JOBS = (billing_jobs, checkout_jobs, books_are_proved)
"""Packages whose jobs are declared by being imported."""


def wire() -> None:
    """Plug everything; safe to do again."""
    plug_gateways(settings.KEYS)
    files: debits.BankFiles = Disk()
    plug(debits.BankFiles, debits.FILES, files)
    sheet: invoices.TaxPlatform = BatchSheet()
    plug(invoices.TaxPlatform, invoices.BATCH_SHEET, sheet)


def plug_gateways(keys: Path) -> None:
    """Plug both gateways with the merchants' keys of a folder."""
    keyring = Keyring(keys)
    alipay_keyring = AlipayKeyring(keys)
    gateways: dict[str, Gateway] = {
        GatewayCode.WECHATPAY: WechatPay(Client(keyring, now=clock.now)),
        GatewayCode.ALIPAY: AlipayGateway(alipay_keyring, now=clock.now),
    }
    verifiers: dict[str, NoticeVerifier] = {
        GatewayCode.WECHATPAY: WechatPayVerifier(keyring),
        GatewayCode.ALIPAY: AlipayVerifier(alipay_keyring),
    }
    local: dict[str, LocalGateway] = {
        GatewayCode.WECHATPAY: LocalWechatPay(keys, now=clock.now),
        GatewayCode.ALIPAY: LocalAlipay(keys, now=clock.now),
    }
    for name in GatewayCode:
        plug(LocalGateway, name, local[name])
        plug(Gateway, name, gateways[name])
        plug(NoticeVerifier, name, verifiers[name])
