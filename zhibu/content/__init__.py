"""公开与公示: what is made known, to whom, by whose signatures and for how long."""
