"""What a late payment costs, and when a billing run must stop and ask."""
