"""Letters to units and people, and the answers that come back."""
