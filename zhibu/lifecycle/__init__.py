"""发展党员、转正、组织关系: each step of a member's way in, across and out, and what it rests on."""
