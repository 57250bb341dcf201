"""Recognize sheets and read cells; pure."""
