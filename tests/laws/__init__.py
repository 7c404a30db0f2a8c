"""Laws of the whole house, held by real builds: every row has one fate, order does not matter, a run is a function."""
