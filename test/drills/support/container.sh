#!/bin/sh
# Runs a command as a container engine runs an image with --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges, in
# the namespaces that `unshare` made. The network is that of the machine.
#
# Usage: container.sh ROOT DATA SECRETS USER WORKDIR NAME=VALUE... COMMAND...
set -eu
root=${1:?} data=${2:?} secrets=${3:?} user=${4:?} folder=${5:?}
shift 5

mount --bind "$root" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o nosuid,noexec,mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=64m tmpfs "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs "$root/run"
mkdir "$root/run/secrets"
mount --bind "$secrets" "$root/run/secrets"
mount -o remount,bind,ro "$root/run/secrets"
mount -o remount,ro "$root/run"
mount --bind "$data" "$root/data"
mount -o remount,bind,ro "$root"

# The command is the first process of its namespace, as in a container.
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --inh-caps=-all --bounding-set=-all \
  --no-new-privs env --ignore-environment --chdir="$folder" "$@"
