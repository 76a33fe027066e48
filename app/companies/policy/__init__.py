"""Who may do what for a firm: pure questions to an actor and a thing, readable aloud."""
