"""The default template, drawn."""
