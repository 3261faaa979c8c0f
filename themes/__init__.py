"""Per-city look, tokens, masthead and footer."""
