"""The line to the model: a worker with the SDK, one question at a time, and every kind of trouble."""
