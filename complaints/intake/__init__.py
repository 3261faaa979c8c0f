"""The pages on which a report is made: guidance, four steps, leaving. Nothing typed is stored before filing."""
