"""The answer to Ctrl-C, the same wherever it comes."""

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the signal's number, as shells count."""
SAID = "Interrupted; nothing was left half-written."
