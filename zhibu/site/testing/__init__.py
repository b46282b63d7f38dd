"""What the suite stands on: a database of its own, a small invented world, clients with a hat on."""
