"""Confirmed questions: kept in the data folder, changed by an administrator, exchanged as tables."""
