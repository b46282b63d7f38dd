"""Pages about members: the roster, joining, one card and what happens to it, and everybody's own."""
