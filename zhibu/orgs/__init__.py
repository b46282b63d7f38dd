"""The tree of organisations with its placements; offices and terms."""
