"""The page Portfolio: many phases at once, how they are covered, and what needs attention."""
