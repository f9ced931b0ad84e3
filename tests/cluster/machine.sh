#!/bin/sh
# Turns fresh namespaces into a machine: a name, a /run, /var/lib and /var/log of its own, mounts that reach containers.
# Becomes INIT, the machine's first process.
# usage: unshare … sh machine.sh NAME FOLDER INIT
set -eu
name=$1 folder=$2 init=$3

hostname "$name"
ip link set lo up
mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
for part in lib log; do
    mkdir -p "$folder/$part"
    mount --bind "$folder/$part" "/var/$part"
done
# A kubelet insists on these settings of the kernel, which are the whole computer's: it is shown what it wants to see.
mkdir /run/kernel
while read -r setting value; do
    echo "$value" >"/run/kernel/${setting##*/}"
    mount --bind "/run/kernel/${setting##*/}" "/proc/sys/$setting"
done <<EOF
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
EOF
echo 1 >/proc/sys/net/ipv4/ip_forward
: >"$folder/ready"
exec "$init"
