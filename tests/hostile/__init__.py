"""Damaged and hostile workbooks, made by code."""
