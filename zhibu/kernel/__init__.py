"""What every context stands on: scope, walls, norms, events, audit, secrets, files, clock, ui. No Party word."""
