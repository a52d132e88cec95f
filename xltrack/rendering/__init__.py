"""A summary, a plan or a list as a file of some format."""
