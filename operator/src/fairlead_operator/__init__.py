"""The operator: keeps what BotDeployments describe running in a Kubernetes cluster."""
