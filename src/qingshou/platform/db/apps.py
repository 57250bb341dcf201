"""Registers the ground of the database: the id sequence and the shared trigger functions."""

from django.apps import AppConfig


class DbConfig(AppConfig):
    """The database app; it has no tables of its own."""

    name = "qingshou.platform.db"
    label = "db"
