"""The offline architect: rules as data, run in a worker process of their own."""
