"""Attributions -> relays: through which outlets each came."""
