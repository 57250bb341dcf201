"""Registers approvals."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The approvals app."""

    name = "qingshou.approvals"
    label = "approvals"
