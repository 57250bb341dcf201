"""What dunning decides: the next step of a case, the fate of a promise, what a contact proves."""
