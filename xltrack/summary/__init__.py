"""The monthly overdue summary, counted."""
