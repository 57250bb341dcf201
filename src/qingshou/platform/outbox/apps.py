"""Registers outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox app."""

    name = "qingshou.platform.outbox"
    label = "outbox"
