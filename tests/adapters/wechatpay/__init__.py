"""Conversations with WeChat Pay."""
