"""The benchmark: `python -m bench` times the same work done by tonmeister and by its peers, in one run.

Rows are grouped by what they time, one module a group; `contest` says how they are timed.
"""
