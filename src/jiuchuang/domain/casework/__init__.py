"""Cases on their way through an office: calendar, procedure, commands and events, notice and signed lists."""
