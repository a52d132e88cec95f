"""What goes out and what comes back: copies, contacts, the board, reminders, receipts. Pure."""
