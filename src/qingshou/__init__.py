"""Qingshou 清收: property-fee billing, receipts, lawful collection and reporting."""
