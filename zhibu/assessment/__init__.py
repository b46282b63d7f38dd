"""考核: index sets, evidence and appeal."""
