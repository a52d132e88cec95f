"""A plan from a spreadsheet that an office made for itself."""
