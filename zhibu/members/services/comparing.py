"""What the cards carry for lists, held against the dated rows it follows from."""

from __future__ import annotations

from django.db import connection

from zhibu.kernel import events

_APART = """
UPDATE members_member m SET category_now = t.told
FROM (
    SELECT c.person_id, c.category_now AS stood, COALESCE(p.code, '') AS told
    FROM members_member c
    LEFT JOIN members_particular p
           ON p.member_id = c.person_id AND p.kind = 'category' AND p.until IS NULL
    WHERE c.category_now <> COALESCE(p.code, '')
) t
WHERE m.person_id = t.person_id
RETURNING m.code, t.told, t.stood
"""


@events.recounts
def compare_categories() -> list[events.Difference]:
    """Today's 人员类别 of every card; where a card says otherwise than its dated rows, it follows them."""
    with connection.cursor() as cursor:
        cursor.execute(_APART)
        return [
            events.Difference(
                "members_member", "derived", {"code": code, "category_now": told, "stands": stood}
            )
            for code, told, stood in cursor.fetchall()
        ]
