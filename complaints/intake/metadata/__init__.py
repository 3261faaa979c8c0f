"""Taking out of a file what its reporter did not write: one module a format, bytes in and bytes out. Pure.

Pictures are edited, never decoded and compressed anew: what can be seen stays as it was, bit for bit, and no bomb goes
off. Each format keeps what it needs to be shown, from a list; everything else goes, known or not.
"""
