"""What is known: the dossier, its reader, checks and writer. Computes nothing."""
