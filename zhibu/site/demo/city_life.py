"""What follows from the people of the city: memberships, particulars, offices, five years of meetings.

Statements over what has been written, in this order; each fills the tables named beside it.
"""

from __future__ import annotations

YEARS = 5
MARKED = 3  # months: who came is told for the last of them; of older meetings only that they were held

# Seven in ten joined in the branch they are in; the others came from the next branch of the same county.
_MEMBERSHIPS = """
WITH life AS (
    SELECT m.person_id, m.branch_id, m.joined_on, s.dice, b.n,
           CASE WHEN s.dice < 0.3
                THEN LEAST(%(today)s::date, GREATEST(m.joined_on + 1,
                     date '2005-01-01' + (s.dice / 0.3 * (%(today)s::date - date '2005-01-01'))::int))
                ELSE m.joined_on END AS arrived
    FROM members_member m JOIN soul s ON s.person = m.person_id JOIN home b ON b.id = m.branch_id
)
INSERT INTO members_membership
    (member_id, branch_id, branch_name, from_on, until, how, "left", why, resolution, approval)
SELECT l.person_id, l.branch_id, b.name, l.arrived, NULL,
       CASE WHEN l.arrived = l.joined_on THEN 'admitted' ELSE 'transferred' END, '', '', '', ''
FROM life l JOIN home b ON b.id = l.branch_id
UNION ALL
SELECT l.person_id, b.id, b.name, l.joined_on, l.arrived, 'admitted', 'transferred', '', '', ''
FROM life l JOIN home b ON b.n = CASE WHEN l.n %% 100 = 0 THEN l.n + 1 ELSE l.n - 1 END
WHERE l.arrived > l.joined_on
"""

_PARTICULARS = """
INSERT INTO members_particular (member_id, kind, code, from_on, until, basis)
SELECT m.person_id, p.kind, p.code, p.from_on, p.until, ''
FROM members_member m JOIN soul s ON s.person = m.person_id
CROSS JOIN LATERAL (VALUES
    ('education', s.education, m.joined_on, NULL::date),
    ('occupation', s.occupation, m.joined_on, NULL),
    ('standing', 'normal', m.joined_on, NULL),
    ('category', 'probationary', m.joined_on, m.converted_on),
    ('category', 'formal', m.converted_on, NULL)
) p (kind, code, from_on, until)
WHERE p.from_on IS NOT NULL
"""

# A secretary and an organiser of each branch: the eldest two in working age who are formal members.
_OFFICES = """
INSERT INTO orgs_appointment (org_id, person_id, office, from_on, basis, ended_why, needs_second)
SELECT branch_id, person_id, (ARRAY['secretary', 'organiser'])[turn], date '2024-03-01', '演示', '', false
FROM (
    SELECT m.branch_id, m.person_id,
           row_number() OVER (PARTITION BY m.branch_id ORDER BY m.born_on, m.person_id) AS turn
    FROM members_member m
    WHERE m.born_on BETWEEN '1965-01-01' AND '1999-12-31' AND m.joined_on < '2022-01-01'
) fit WHERE turn <= 2
"""

_MEETINGS = """
INSERT INTO meetings_meeting (branch_id, branch_name, kind, topic, held_on, place, chair, recorder, for_year,
                              hours, notes, late, recorded_at, withdrawn_by, withdrawn_why)
SELECT b.id, b.name, k.kind, k.topic, d.day, '党群服务中心', '', '',
       CASE WHEN k.kind IN ('life_meeting', 'appraisal') THEN extract(year FROM d.day)::int - 1 END,
       k.hours, '', false, d.day + time '20:00', '', ''
FROM generate_series(date_trunc('year', %(today)s::date) - make_interval(years => %(years)s), %(today)s::date,
                     interval '1 month') AS month
JOIN (VALUES
    ('theme_day', '主题党日', 2.0, ARRAY[1,2,3,4,5,6,7,8,9,10,11,12], 6),
    ('assembly', '支部党员大会', 1.0, ARRAY[3,6,9,12], 9),
    ('lesson', '书记讲党课', 1.5, ARRAY[2,5,8,11], 12),
    ('life_meeting', '年度组织生活会', 0.0, ARRAY[2], 16),
    ('appraisal', '民主评议党员', 0.0, ARRAY[2], 17)
) k (kind, topic, hours, months, day) ON extract(month FROM month)::int = ANY (k.months)
CROSS JOIN home b
CROSS JOIN LATERAL (SELECT month::date + k.day + (b.n %% 9)::int AS day) d
WHERE d.day < %(today)s AND (b.n * 31 + extract(epoch FROM month)::bigint / 86400 + k.day) %% 25 <> 0
ORDER BY d.day
"""

_COMMITTEES = """
INSERT INTO meetings_meeting (branch_id, branch_name, kind, topic, held_on, place, chair, recorder, for_year,
                              hours, notes, late, recorded_at, withdrawn_by, withdrawn_why)
SELECT b.id, b.name, 'branch_committee', '研究本月工作', d.day, '会议室', '', '', NULL, 0, '', false,
       d.day + time '20:00', '', ''
FROM generate_series(date_trunc('year', %(today)s::date) - make_interval(years => %(years)s), %(today)s::date,
                     interval '1 month') AS month
CROSS JOIN home b
CROSS JOIN LATERAL (SELECT month::date + 2 + (b.n %% 5)::int AS day) d
WHERE d.day < %(today)s AND b.n %% 3 = 0
ORDER BY d.day
"""

_MARKS = """
INSERT INTO meetings_attendance (meeting_id, branch_id, person_id, name, category, entitled, mark)
SELECT t.id, t.branch_id, m.person_id, m.name,
       CASE WHEN m.converted_on <= t.held_on THEN 'formal' ELSE 'probationary' END,
       COALESCE(m.converted_on <= t.held_on, false),
       CASE WHEN luck < 87 THEN 'present' WHEN luck < 89 THEN 'remote' WHEN luck < 97 THEN 'excused'
            ELSE 'absent' END
FROM meetings_meeting t
JOIN members_membership s ON s.branch_id = t.branch_id AND s.from_on <= t.held_on
    AND (s.until IS NULL OR s.until > t.held_on)
JOIN members_member m ON m.person_id = s.member_id
CROSS JOIN LATERAL (SELECT abs(hashtext(t.id::text || m.code)) %% 100 AS luck) l
WHERE t.kind IN ('theme_day', 'assembly', 'lesson')
  AND t.held_on >= %(today)s::date - make_interval(months => %(months)s)
"""

HOMES = """
CREATE TEMPORARY TABLE home ON COMMIT DROP AS
SELECT o.id, o.name, row_number() OVER (ORDER BY o.path) AS n FROM orgs_org o WHERE o.kind = 'branch'
"""

STATEMENTS: tuple[tuple[str, str], ...] = (
    ("members_membership", _MEMBERSHIPS),
    ("members_particular", _PARTICULARS),
    ("orgs_appointment", _OFFICES),
    ("meetings_meeting", _MEETINGS),
    ("meetings_meeting", _COMMITTEES),
    ("meetings_attendance", _MARKS),
)
