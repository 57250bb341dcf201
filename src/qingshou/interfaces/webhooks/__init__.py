"""Doors for the notices of gateways: keep what comes, let it be heard, answer in their words."""
