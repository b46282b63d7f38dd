"""How organisations are set one below another (组织设置)."""

# What may stand below what (支部工作条例 第五条; a 党小组 is formed by its branch).
BELOW: dict[str, frozenset[str]] = {
    "party_committee": frozenset({"party_committee", "general_branch", "branch"}),
    "general_branch": frozenset({"branch"}),
    "branch": frozenset({"group"}),
    "group": frozenset(),
}
