"""The questions: one function each, from a dossier and options to a Result."""
