"""Attributions -> certainty, polarity, act, and when it was said."""
