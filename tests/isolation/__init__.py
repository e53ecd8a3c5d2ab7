"""What a run touches: no network, no program, and no file outside its own folders."""
