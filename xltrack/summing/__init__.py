"""The parts of a summary: what is counted, what happened since, what weakens a figure."""
