"""The guard: whatever a reply claims must be a fact that a tool returned in this turn. Deterministic; fails closed."""

from dragoman.agents.guard.check import Receipt, Verdict, Violation, check, check_text, explain

__all__ = ["Receipt", "Verdict", "Violation", "check", "check_text", "explain"]
