"""A person's own way in: a link by mail, a visit, and what they may ask for there."""
