"""What is allowed: which paths an edit may touch."""
