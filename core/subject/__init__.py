"""What touches every slice for one person: erasure and export."""
