"""The page Briefing: a quarter's pack to look at, to take away and to issue, and those that went out."""
