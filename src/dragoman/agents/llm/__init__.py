"""The agent that asks a language model, over the same tools and under the same guard as every other."""
