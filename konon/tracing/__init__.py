"""Claims -> how they relate: what was said again, what changed on the way, and where it came from."""
