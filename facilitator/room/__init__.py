"""Where sound happens: sound cards and the simulated room."""
