"""The permission matrix: every route and command, every actor, every relation; canaries; mutations; attacks."""
