#!/bin/sh
# Makes the start-up (AOT) cache of a distribution: `train.sh DIST JDK-HOME`. One process of the built application is
# watched while it works, and the classes it used are kept, loaded and linked, in DIST/app/podseg.aot. A cache is made
# from one process, so that process is a `plan`, which does what the other commands do and more: it reads manifests,
# Podman and the firewall. Podman is EmptyPodman.java and the firewall's programs are those in bin/: nothing of the
# machine is read or written, and the cache is the same wherever it is made. Exit codes do not matter, the cache does.
set -eu
PATH=$PATH:/usr/sbin:/sbin

dist=$1
jdk=$2
here=$(cd "${0%/*}" && pwd)
work=$(mktemp -d)
podman=
trap '[ -z "$podman" ] || kill "$podman"; rm -rf "$work"' EXIT
cd "$here/../../../.."

# Where it can be had, an own network namespace keeps training away from the machine's for certain, whatever the
# application does, and root's identity in an own user namespace lets an ordinary user train as well as root.
isolated() {
  if unshare -rn true 2>/dev/null; then
    unshare -rn sh -c 'ip link set lo up 2>/dev/null; exec "$@"' sh "$@"
  else
    "$@"
  fi
}

"$jdk/bin/java" "$here/EmptyPodman.java" "$work/podman.sock" &
podman=$!
waited=0
until [ -S "$work/podman.sock" ] || [ "$waited" -ge 100 ]; do
  waited=$((waited + 1))
  sleep 0.1
done

# The options are the launcher's. No machine code is kept, only classes: Java 25 does not compare processors, and code
# for the one that trains ends podseg with SIGILL on another that has no AVX.
isolated env -i PATH="$here/bin:/usr/bin:/bin" HOME="$work" TMPDIR="$work" LC_ALL=C.UTF-8 \
  "$dist/runtime/bin/java" -XX:AOTCacheOutput="$dist/app/podseg.aot" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms64m -Xmx1g \
  -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching \
  -XX:-UsePerfData -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar "$dist/app/quarkus-run.jar" \
  plan -f manifests/quickstart --connection "unix://$work/podman.sock" --state-dir "$work/state" ||
  echo "The command that was watched ended with $?."
test -s "$dist/app/podseg.aot"
