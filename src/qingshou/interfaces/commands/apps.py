"""Registers the commands."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """The command line."""

    name = "qingshou.interfaces.commands"
    label = "commands"
