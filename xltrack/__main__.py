"""`python -m xltrack`."""

from xltrack.cli.main import main

if __name__ == "__main__":
    main()
