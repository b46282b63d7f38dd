"""A human, the account by which the human comes in, and the traces of both."""

from .account import Account, Attempt, Authenticator, Code
from .person import Person, Viewing
from .session import Session, Token

__all__ = ["Account", "Attempt", "Authenticator", "Code", "Person", "Session", "Token", "Viewing"]
