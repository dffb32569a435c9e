"""How results are shown: sentences, tables, pictures, the terminal, the brief."""
