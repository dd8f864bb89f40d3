"""The terminal face, where trainers rehearse a playbook."""
