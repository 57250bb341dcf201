"""Registers identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The identity app."""

    name = "qingshou.platform.identity"
    label = "identity"
