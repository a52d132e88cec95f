"""The parts of a merge: what returns want, how one cell is settled, how every change is logged."""
