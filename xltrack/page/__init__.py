"""The coordinator's page: the workflows behind one call, a loopback server, and the interface's modules."""
