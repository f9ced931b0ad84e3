"""What a rollout on Kubernetes costs, beside a StatefulSet of stock discord.py."""
