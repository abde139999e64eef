"""The little words that join the parts of a name: ``huile d'olive`` is ``huile olive``."""

_LINKS = "de d l la le les des du a au aux pour the of for el al il lal lel an et and w و"

LINKS = frozenset(_LINKS.split())
"""Left out of names, of the lexicon's phrases and of what customers type alike."""
