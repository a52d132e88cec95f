"""Trackers as workbooks: read, written, updated in place."""
