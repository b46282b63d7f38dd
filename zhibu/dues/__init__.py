"""党费: what each member owes and pays, what goes up, what it is spent on, how it is made known."""
