"""WeChat Pay, API v3, spoken by a thin client of our own.

Requests are signed with SHA256-RSA; answers and notices are verified over the bytes that came,
before anything in them is believed. Verifying asks nobody: keys are known beforehand.
"""
