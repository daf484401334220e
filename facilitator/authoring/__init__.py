"""What authors of rituals need: first drafts, proofs, recordings, cards."""
