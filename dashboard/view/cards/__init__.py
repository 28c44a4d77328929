"""Access cards: how they look on screen and on paper."""
