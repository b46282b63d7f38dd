"""What each home shows, one room for each kind of people."""
