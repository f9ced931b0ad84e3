"""Makes the Secrets of an installation in the cluster, so that no value of one is in a manifest.

``python -m fairlead_operator.credentials --namespace NAME DOCUMENT`` reads which ones; doing it again changes nothing.
"""
