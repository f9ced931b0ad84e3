"""The audit log: who changed what, in the transaction of the change itself."""
