"""The page Changes: the bridge between two dates, what was known on an earlier day, and the log."""
