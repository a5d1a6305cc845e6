"""What questions cost, and how much of it the user allows."""
