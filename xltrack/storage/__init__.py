"""Files saved so that none is ever half-written."""
