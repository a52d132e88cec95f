"""Words in six languages, read both ways."""
