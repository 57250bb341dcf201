"""Machines that do anything in any order, beside independent models."""
