"""The page Donors: the status of contributions, how old what is owed is, how donors gave, what to remind of."""
