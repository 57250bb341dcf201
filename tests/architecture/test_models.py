"""House rules over all models."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from qingshou.platform.db.scoped import BelongsTo, Scope

OURS = [model for model in apps.get_models() if model.__module__.startswith("qingshou.")]


def floors() -> dict[str, int]:
    """Read the floor of every package from the contracts; the roof is 0."""
    contracts = configparser.ConfigParser()
    contracts.read(Path(__file__).parents[2] / ".importlinter")
    lines = contracts["importlinter:contract:house"]["layers"].split("\n")
    found = {}
    for number, line in enumerate(line for line in lines if line.strip()):
        for package in line.replace("(", "").replace(")", "").split("|"):
            found[package.strip()] = number
    return found


def _package(label: str) -> str:
    module = apps.get_app_config(label).name.split(".")
    return module[1]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_model_keeps_the_house_rules(model: type[models.Model]) -> None:
    meta = model._meta
    assert isinstance(getattr(model, "scope", None), Scope), "declare where its rows live"
    assert not meta.ordering, "order in queries, explicitly"
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}("), "say what a row is"
    for field in meta.get_fields():
        assert not isinstance(field, models.FloatField), "no floats"
        assert not isinstance(field, models.CharField), "text has no invented length: TextField"
    for constraint in meta.constraints:
        assert constraint.name.startswith(f"{meta.app_label}_"), "constraints are sentences"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_keys_point_down(model: type[models.Model]) -> None:
    above = floors()
    own = above[_package(model._meta.app_label)]
    targets = [c.to.split(".")[0] for c in model._meta.constraints if isinstance(c, BelongsTo)]
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT
            assert field.remote_field.related_name == "+"
            targets.append(field.related_model._meta.app_label)
    for label in targets:
        package = _package(label)
        assert package == _package(model._meta.app_label) or above[package] > own, (
            f"{model.__name__} may not point up or sideways at {label}"
        )
