"""What can be wrong with the machine an installation stands on, each with its remedy."""
