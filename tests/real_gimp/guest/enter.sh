#!/bin/bash
# Runs one command inside a Debian root, with /proc, /sys and /dev of its own.
#
#   enter.sh keep|scratch ROOT [HOST_PATH PATH_IN_ROOT[:ro]]... -- COMMAND...
#
# Meant to be process 1 of `unshare --mount --pid --ipc --fork --kill-child`: every mount made here is invisible outside
# and gone with the last process, and every process dies with this one. With "keep" the command changes the root itself;
# with "scratch" what it writes stays in memory and is forgotten, so that no test can spoil a cached root.
set -eu
PATH=$PATH:/usr/sbin:/sbin  # where chroot lives, and not on every user's path

mode=$1
root=$2
shift 2

if [ "$mode" = scratch ]; then
    scratch=$(dirname "$root")/.scratch
    mkdir -p "$scratch"
    mount -t tmpfs scratch "$scratch"
    mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
    mount -t overlay overlay -o "lowerdir=$root,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
    root=$scratch/root
fi

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount --make-rprivate "$root/sys"
mount --make-rprivate "$root/dev"
mount -t tmpfs shm "$root/dev/shm"
cp --remove-destination -L /etc/resolv.conf "$root/etc/resolv.conf"

while [ "$1" != -- ]; do
    source=$1
    target=$root${2%:ro}
    mkdir -p "$(dirname "$target")"
    if [ -d "$source" ]; then mkdir -p "$target"; else touch "$target"; fi
    mount --bind "$source" "$target"
    if [ "$2" != "${2%:ro}" ]; then mount -o remount,bind,ro "$target"; fi
    shift 2
done
shift

# Not "exec": this shell stays process 1 and reaps what others leave behind, or killed processes would linger as zombies.
chroot "$root" "$@"
exit $?
