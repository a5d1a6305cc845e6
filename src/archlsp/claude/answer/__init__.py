"""What was answered, made safe: read, anchored, checked, or refused."""
