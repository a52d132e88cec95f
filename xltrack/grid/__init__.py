"""Raw cells with addresses, whatever the file format."""
