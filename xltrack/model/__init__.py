"""Plans, trackers and what was changed between two of them, as frozen values."""
