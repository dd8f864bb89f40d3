"""The checker beside its goals, and beside what else reads YAML."""
