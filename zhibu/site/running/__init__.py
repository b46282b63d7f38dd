"""How an installation runs: the database shared, the children supervised, the address announced."""
