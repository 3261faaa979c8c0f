"""The members' own pages in the admin: keys, second factor, unlocking, signing colleagues in and out."""
