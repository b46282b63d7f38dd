"""The permission matrix: each address and command, actor and relation; canaries, mutations, attacks."""
