"""Ways out: each channel carries one message to one address, behind one Protocol."""
