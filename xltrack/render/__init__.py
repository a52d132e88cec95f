"""Summaries as files. Renderers compute nothing."""
