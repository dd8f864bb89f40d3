"""The words of the trainers: YAML files checked, compiled and kept by revision."""
