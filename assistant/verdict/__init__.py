"""Verdicts by rule: pure, three-valued, with a trace. Imports only ``corpus`` and what reads YAML."""
