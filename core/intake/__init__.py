"""Import runs: what came in as a file, what became of each row, and how far a run is.

A run's file is kept, so a refused row can be mended and tried again. Rows, verdicts and the cursor
are written in the transaction that ingests the rows: whoever goes on after a crash starts exactly
behind the last row that is in.
"""
