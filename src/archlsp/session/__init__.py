"""The flow: what changed, who reviews it, which findings stand. One mutable Session per workspace folder."""
