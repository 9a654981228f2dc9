"""Arithmetic on text, bounded in every step."""
