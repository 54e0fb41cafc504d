"""Findings -> the formats of other programs."""
