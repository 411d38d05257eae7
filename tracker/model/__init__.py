"""What money amounts to: pure functions from checked tables to movements, positions, gaps and dues.

Nothing here reads a file, a database or a clock, and nothing touches the frames it is given.
"""
