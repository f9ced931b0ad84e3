"""The operator under exactly the rights that its manifests give it."""
