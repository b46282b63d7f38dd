"""What can be done from the command line, one command a file."""
