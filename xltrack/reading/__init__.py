"""A returned form read into a plan and its findings."""
