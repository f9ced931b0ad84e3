"""Everything between a pod's slot and Discord's gateway: the lease, the identify queue, one supervised task a shard."""
