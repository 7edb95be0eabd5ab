"""People from a CSV file: read or asked about, never guessed, and told row by row before anything is done.

Two passes over the bytes keep memory small: the first learns which keys stand twice and how dates are written, the
second reads the people.
"""
