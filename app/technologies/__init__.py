"""Technologies: what firms and institutes offer to others, from a process to a service."""
