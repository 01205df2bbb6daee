"""What training minimises, each with its gradient."""
