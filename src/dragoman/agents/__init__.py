"""Who thinks about an answer: the protocol, the registry, and the agents we ship."""
