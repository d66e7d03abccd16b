"""Procedures and working-day calendars out of YAML, procedures into BPMN 2.0."""
