"""投诉建议: what anybody may tell a branch or the keepers of the platform, and the answer to it."""
