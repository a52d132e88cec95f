"""`python -m xltrack`."""

from xltrack.cli.entry import run

if __name__ == "__main__":
    run()
