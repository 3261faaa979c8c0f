"""The page that shows who may do what to a case in which state, drawn from `complaints.rights`."""
