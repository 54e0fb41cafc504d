"""Attributions -> Speakers: who a source is."""
