"""Builds what installs the operator: one Kubernetes kind a module, and one table of what the operator may do. Pure."""

from fairlead_operator.install.manifests import folder_of, manifest_files, role_rules
from fairlead_operator.install.mode import Mode
from fairlead_operator.install.rights import RIGHTS, Right, Scope, rights_of

__all__ = ["RIGHTS", "Mode", "Right", "Scope", "folder_of", "manifest_files", "rights_of", "role_rules"]
