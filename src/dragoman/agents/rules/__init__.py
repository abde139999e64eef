"""The rules agent: deterministic, multilingual, needs no key, never fails."""
