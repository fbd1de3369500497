"""What people allowed, what they forbade, and how long they may be kept.

The ledger is only ever added to; what holds at a time is derived from it, strictest wins. A mark
of do-not-contact is a keyed hash of an address and outlives the person's data.
"""
