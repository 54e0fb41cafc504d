"""Whole collections -> Parquet: cut into parts, extract, find near-copies, read, publish; on one machine or a cluster.

Daft hands out the parts and does what concerns all of them at once (`engine.py`, `copies.py`, `publishing.py`). What
a worker makes of a part is written under the part's own name, whole or not at all, and then marked as done: a part
that is made twice is the same part, and a run that ended goes on with what has no mark.
"""
