"""Registers audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit app."""

    name = "qingshou.platform.audit"
    label = "audit"
