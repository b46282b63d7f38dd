"""Who holds duties without an office of the Party: everybody, who signed in, three administrators."""

GUEST = "guest"
PERSON = "person"
SYSTEM_ADMIN = "system_admin"
SECURITY_ADMIN = "security_admin"
AUDIT_ADMIN = "audit_admin"

ADMINISTRATORS = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN})
EVERYBODY = frozenset({GUEST, PERSON})
EVERY_PERSON = frozenset({PERSON})
