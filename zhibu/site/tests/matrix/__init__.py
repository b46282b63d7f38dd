"""The permission matrix: every address and command, every actor and relation; canaries, mutations, attacks."""
