"""Persons and how they come in: accounts, sign-in, second factor, sessions, who looked at whom."""
