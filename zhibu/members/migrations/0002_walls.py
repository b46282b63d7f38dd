"""The walls around the cards, the doors they open below, and the one question that crosses every wall."""

from django.db import migrations

from zhibu.kernel.walls import DESKS, Wall, add, build, in_range, is_actor, of_member, seen_and_written

OWN = is_actor("member_id")
MEMBER = f"{of_member('person_id')} AND {DESKS}"  # an auditor reads cards, not accounts

# How often the one who acts has done a thing within the hour, by the audit, which he cannot read himself.
DONE_LATELY = """
CREATE FUNCTION zhibu.done_lately(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM public.kernel_audit a
    WHERE (SELECT zhibu.scope_ok())
      AND a.actor = NULLIF(current_setting('zhibu.actor', true), '')::uuid
      AND a.at > clock_timestamp() - interval '1 hour'
      AND a.action = wanted
$$
"""

# Is this identity number held anywhere? The answer is yes or no: never where, never who. Whoever asks
# often gets no more answers within the hour; the house itself asks without limit (demo data, imports).
IDENTITY_HELD = """
CREATE FUNCTION zhibu.identity_held(wanted bytea[]) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.scope_ok() OR current_setting('zhibu.person_hi', true) = '' THEN
        RETURN NULL;
    END IF;
    IF current_setting('zhibu.purpose', true) <> 'house'
       AND zhibu.done_lately('members.identity_asked') > 60 THEN
        RETURN 'enough';
    END IF;
    IF EXISTS (SELECT 1 FROM public.members_member m WHERE m.id_number_index = ANY (wanted)) THEN
        RETURN 'yes';
    END IF;
    RETURN 'no';
END
$$
"""

# A card stands where its branch stands and has a number of its own, whoever writes it.
SETTLE_CARD = """
CREATE FUNCTION zhibu.settle_card() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.code = '' THEN
        NEW.code := 'M' || lpad(nextval('zhibu.member_code')::text, 7, '0');
    END IF;
    IF NEW.path IS DISTINCT FROM (SELECT o.path FROM public.orgs_org o WHERE o.id = NEW.branch_id) THEN
        RAISE EXCEPTION 'a card stands where its branch stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""

# An organisation has moved: the cards below follow in the same statement, in whatever process it was done.
CARRY_CARDS = """
CREATE FUNCTION zhibu.carry_cards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.members_member m SET path = NEW.path WHERE m.branch_id = NEW.id;
    RETURN NULL;
END
$$
"""

# Nobody falls out of the tree: what still holds members is not dissolved.
KEEP_OCCUPIED = """
CREATE FUNCTION zhibu.keep_occupied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.members_membership s
               WHERE s.branch_id = NEW.id AND (s.until IS NULL OR s.until > NEW.dissolved_on))
       OR EXISTS (SELECT 1 FROM public.members_grouping g
                  WHERE g.group_id = NEW.id AND (g.until IS NULL OR g.until > NEW.dissolved_on)) THEN
        RAISE EXCEPTION 'members still belong here' USING ERRCODE = 'check_violation', CONSTRAINT = 'org_is_empty';
    END IF;
    RETURN NEW;
END
$$
"""

# How many belong to each branch of the signed range of branches. Numbers only: no person's range is needed.
BRANCH_COUNTS = """
CREATE FUNCTION zhibu.branch_counts() RETURNS TABLE (branch_id bigint, members bigint, formal bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.branch_id, count(*), count(*) FILTER (WHERE p.code = 'formal')
    FROM public.members_member m
    LEFT JOIN public.members_particular p
           ON p.member_id = m.person_id AND p.kind = 'category' AND p.until IS NULL
    WHERE (SELECT zhibu.scope_ok()) AND m.gone_on IS NULL
      AND m.path >= current_setting('zhibu.branch_lo', true)
      AND m.path < current_setting('zhibu.branch_hi', true)
    GROUP BY m.branch_id
$$
"""

# Invented and real people do not mix: the exemption of demo accounts cannot exist beside a real member.
UNMIXED = """
CREATE FUNCTION zhibu.refuse_mixing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'members_member' THEN
        IF NOT NEW.demo AND EXISTS (SELECT 1 FROM public.guard_account a WHERE a.exempt) THEN
            RAISE EXCEPTION 'a real member cannot enter beside demo accounts' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.exempt AND EXISTS (SELECT 1 FROM public.members_member m WHERE NOT m.demo) THEN
        RAISE EXCEPTION 'an exempt demo account cannot exist beside a real member' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""

FUNCTIONS = (DONE_LATELY, IDENTITY_HELD, UNMIXED, SETTLE_CARD, CARRY_CARDS, KEEP_OCCUPIED, BRANCH_COUNTS)
NAMES = (
    "done_lately(text)",
    "identity_held(bytea[])",
    "refuse_mixing()",
    "settle_card()",
    "carry_cards()",
    "keep_occupied()",
    "branch_counts()",
)
CLOSED = tuple(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in NAMES)
TRIGGERS = (
    "CREATE TRIGGER unmixed BEFORE INSERT OR UPDATE OF demo ON members_member "
    "FOR EACH ROW EXECUTE FUNCTION zhibu.refuse_mixing()",
    "CREATE TRIGGER unmixed BEFORE INSERT OR UPDATE OF exempt ON guard_account "
    "FOR EACH ROW EXECUTE FUNCTION zhibu.refuse_mixing()",
    "CREATE TRIGGER settled BEFORE INSERT OR UPDATE OF branch_id, path ON members_member "
    "FOR EACH ROW EXECUTE FUNCTION zhibu.settle_card()",
    "CREATE TRIGGER carried AFTER UPDATE OF path ON orgs_org "
    "FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION zhibu.carry_cards()",
    "CREATE TRIGGER occupied BEFORE UPDATE OF dissolved_on ON orgs_org "
    "FOR EACH ROW WHEN (OLD.dissolved_on IS NULL AND NEW.dissolved_on IS NOT NULL) "
    "EXECUTE FUNCTION zhibu.keep_occupied()",
)
TRIGGERED = (
    ("unmixed", "members_member"),
    ("unmixed", "guard_account"),
    ("settled", "members_member"),
    ("carried", "orgs_org"),
    ("occupied", "orgs_org"),
)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("orgs", "0002_walls")]

    operations = [
        build(
            "members_member",
            *seen_and_written("member", in_range("path", "person")),
            Wall("member_own", is_actor("person_id"), "SELECT"),
        ),
        build(
            "members_membership",
            *seen_and_written("membership", of_member()),
            Wall("membership_own", OWN, "SELECT"),
        ),
        build(
            "members_grouping",
            *seen_and_written("grouping", of_member()),
            Wall("grouping_own", OWN, "SELECT"),
        ),
        build(
            "members_particular",
            *seen_and_written("particular", of_member()),
            Wall("particular_own", OWN, "SELECT"),
        ),
        build(
            "members_change",
            *seen_and_written("change", of_member()),
            Wall("change_own", OWN, "SELECT"),
            Wall("change_asked", f"{OWN} AND state = 'asked'", "INSERT"),
        ),
        add(  # nobody is a member before his card as a person is there: this adds none
            "guard_person",
            Wall("person_within", of_member("id"), "SELECT"),
            Wall("person_written", f"{of_member('id')} AND {DESKS}", "UPDATE"),
        ),
        add("guard_account", Wall("account_member", MEMBER)),
        add("guard_code", Wall("code_member", MEMBER)),
        add("guard_session", Wall("session_member", MEMBER)),
        add("guard_token", Wall("token_member", MEMBER)),
        migrations.RunSQL(
            ["CREATE SEQUENCE zhibu.member_code", *FUNCTIONS, *CLOSED, *TRIGGERS],
            [
                *(f"DROP TRIGGER {name} ON {table}" for name, table in TRIGGERED),
                *(f"DROP FUNCTION zhibu.{name}" for name in reversed(NAMES)),
                "DROP SEQUENCE zhibu.member_code",
            ],
        ),
    ]
