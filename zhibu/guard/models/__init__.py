"""A human, the account by which the human comes in, and the traces of both."""

from .account import Account, Attempt, Authenticator, Code, Recovery
from .person import Letters, Person, Viewing
from .session import OWN_HAT, Session, Token

__all__ = [
    "OWN_HAT",
    "Account",
    "Attempt",
    "Authenticator",
    "Code",
    "Letters",
    "Person",
    "Recovery",
    "Session",
    "Token",
    "Viewing",
]
