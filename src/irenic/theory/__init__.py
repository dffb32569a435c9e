"""What the words mean: arrays and sets in, values out. Knows no dossier."""
