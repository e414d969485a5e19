"""What those outside may hold of a transaction without speaking SQL themselves."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError as DatabaseError
from sqlmodel import Session

__all__ = ["DatabaseError", "Session"]
