"""Findings -> the formats in which claims are handed on."""
