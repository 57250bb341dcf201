"""Addresses of the doors for notices."""

from __future__ import annotations

from django.urls import path, register_converter

from qingshou.interfaces.webhooks import notices


class MerchantCode:
    """A merchant's code in an address."""

    regex = r"[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        """Read it."""
        return value

    def to_url(self, value: str) -> str:
        """Write it."""
        return value


register_converter(MerchantCode, "merchant")

urlpatterns = [
    path("wechatpay/<merchant:merchant>/", notices.wechatpay, name="notice-wechatpay"),
    path("alipay/<merchant:merchant>/", notices.alipay, name="notice-alipay"),
]
