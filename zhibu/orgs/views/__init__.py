"""Pages about organisations: the tree, one organisation, its offices, what waits for a second person."""
