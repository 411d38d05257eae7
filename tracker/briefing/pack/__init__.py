"""The quarterly pack: one brief, in as many forms as it is put in front of people. It asks no ledger."""
