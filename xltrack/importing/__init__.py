"""Plans from other people's documents."""
