"""Funding tracker: what pledges and contributions amount to against what a phase needs."""
