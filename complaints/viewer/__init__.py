"""Looking at files that strangers sent, without opening them: pixels and text are all that comes out."""
