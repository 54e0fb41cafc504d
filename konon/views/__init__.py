"""Readings and Findings -> what a person or a program reads: terminal text, HTML, CSV, JSON."""
