"""`python -m xltrack`."""

from xltrack.entry import main

if __name__ == "__main__":
    main()
