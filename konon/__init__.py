"""Konon ("it is said"): who says what in the news, in what words, through whom, how sure."""

__version__ = "0.1.0"
