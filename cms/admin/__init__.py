"""The office's side: what clerks, approvers and publishers see and press. It decides nothing; rules and actions do."""
