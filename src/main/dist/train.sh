#!/bin/sh
# Makes the start-up (AOT) cache of a distribution: `train.sh DIST JDK-HOME`. One process of the built application is
# watched while it works, and the classes it used are kept, loaded and linked, in DIST/app/podseg.aot. A cache is made
# from one process, so the command that touches the most is the one to run; its exit code does not matter, the cache does.
set -eu

dist=$1
here=${0%/*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing of the machine may leak in: neither its settings nor its Podman nor its firewall.
train() {
  env -i PATH=/usr/bin:/bin HOME="$work" XDG_STATE_HOME="$work" XDG_RUNTIME_DIR="$work" TMPDIR="$work" LC_ALL=C.UTF-8 \
    "$dist/runtime/bin/java" -XX:AOTCacheOutput="$dist/app/podseg.aot" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -Xmx1g -XX:-UsePerfData -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar "$dist/app/quarkus-run.jar" "$@" ||
    echo "train: \`$*\` ended with $?"
}

cd "$here/../../.."
train validate -f manifests
test -s "$dist/app/podseg.aot"
