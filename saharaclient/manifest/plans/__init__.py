"""Plans: what an apply would do, by what is declared, what exists, and the rules of Sahara."""
