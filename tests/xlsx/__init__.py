"""The file format: whatever program wrote a part, it is read, filled and patched in one way."""
