"""交接: where the paper of a branch lies, said by whoever keeps it, for whoever comes next."""
