"""What we send: the ledger, the one door out, and the channels; transactional messages so far."""
