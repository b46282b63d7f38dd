"""The information card of a member, dated; entry, review, correction."""
