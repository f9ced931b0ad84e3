"""What language models were asked, and what they cost: for the developer team."""
