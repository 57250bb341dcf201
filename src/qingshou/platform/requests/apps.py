"""Registers requests."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The requests app."""

    name = "qingshou.platform.requests"
    label = "requests"
