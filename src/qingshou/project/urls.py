"""Addresses; screens bring theirs as they come."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("webhooks/", include("qingshou.interfaces.webhooks.urls")),
]
