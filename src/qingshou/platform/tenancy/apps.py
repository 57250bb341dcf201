"""Registers tenancy."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The tenancy app."""

    name = "qingshou.platform.tenancy"
    label = "tenancy"
