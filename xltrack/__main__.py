"""`python -m xltrack`."""

from xltrack.cli.entry import main

if __name__ == "__main__":
    main()
