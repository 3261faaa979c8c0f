"""The page that shows who may do what, drawn from `cms.roles` and the addresses of the admin."""
