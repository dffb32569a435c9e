"""How it is shown: a Result to sentences, tables, figures and the brief."""
