"""What offices already have: a spreadsheet of their own read as a plan, every cell accounted for."""
