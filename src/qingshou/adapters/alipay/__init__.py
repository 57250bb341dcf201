"""Alipay: the OpenAPI form protocol, spoken by a thin client of our own.

Requests are signed with RSA2, answers and notices verified over what came, before anything is
believed. Verifying asks nobody: no network, no file, no clock of its own.
"""
