"""Ships as xltrack.templates: the default tracker template."""
