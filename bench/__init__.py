"""What ``make bench`` runs: Dragoman and a bare application in the same run, reported as ratios."""
