"""The coordinator's desk: files in and out, whole months of them. The shell around the core."""
