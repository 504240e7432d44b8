"""How good it is, with error bars."""
