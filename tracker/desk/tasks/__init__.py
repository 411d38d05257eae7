"""What an office does, each task turned into rows to record. It writes nothing itself."""
