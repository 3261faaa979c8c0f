"""The reporter's way back: the code, the inbox, what can be done in it, the proof of filing."""
