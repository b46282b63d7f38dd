"""交接包 for a new secretary: what is open, what is due, where the paper lies; as page, paper, command."""
