"""What people see: wording, limits, templates and renderers."""
