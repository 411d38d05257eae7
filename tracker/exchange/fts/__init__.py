"""What OCHA's Financial Tracking Service hands out: flows and plans, by its public API and as sheets."""
