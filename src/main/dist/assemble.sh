#!/bin/sh
# Puts the distribution together: `assemble.sh BUILD-DIR JDK-HOME`, called by Maven at `package`, after Quarkus has
# left its application in BUILD-DIR/quarkus-app. The result is BUILD-DIR/podseg: bin/podseg, a Java runtime, the
# application and its start-up (AOT) cache. JDK-HOME is the JDK that Maven runs on; where it is too old another is found.
# Quiet unless something fails.
set -eu

build=$1
here=${0%/*}
# shellcheck source=deploy/lib/jdk.sh
. "$here/../../../deploy/lib/jdk.sh"
jdk=$(jdk_find "$2") || {
  jdk_missing
  exit 1
}
dist=$build/podseg
log=$build/distribution.log

# Everything in the JDK that the application and its libraries use. `java.desktop` is there for java.beans alone.
modules=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi
modules=$modules,java.security.jgss,java.security.sasl,java.sql,java.xml
modules=$modules,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

# The runtime changes with the JDK and the modules only; making it anew each time would cost every build seconds.
link_runtime() {
  stamp="$modules $(cat "$jdk/release")"
  [ "$(cat "$dist/runtime/stamp" 2>/dev/null)" = "$stamp" ] && return
  rm -rf "$dist/runtime"
  "$jdk/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --output "$dist/runtime" >>"$log" 2>&1 || {
    cat "$log" >&2
    echo "podseg: no runtime could be linked from the JDK in $jdk. Where its jmods folder is missing, install the" \
      "package that holds it (e.g. java-$JDK_RELEASE-openjdk-jmods)." >&2
    exit 1
  }
  printf '%s\n' "$stamp" >"$dist/runtime/stamp"
}

copy_application() {
  rm -rf "${dist:?}/app" "${dist:?}/bin"
  cp -a "$build/quarkus-app" "$dist/app"
  cp -a "$here/bin" "$dist/bin"
  rm -rf "${dist:?}/systemd" "${dist:?}/container"
  for part in LICENSE deploy/install deploy/uninstall deploy/systemd deploy/container; do
    cp -a "$here/../../../$part" "$dist/"
  done
}

# The start-up cache knows files by their times, and packages are made with one time for all files, the one that
# pom.xml calls project.build.outputTimestamp: so they have it from the beginning.
set_times() { find "$dist/runtime" "$dist/app" -exec touch -h -d 2026-01-01T00:00:00Z {} +; }

mkdir -p "$dist"
: >"$log"
link_runtime
copy_application
set_times
sh "$here/training/train.sh" "$dist" "$jdk" >>"$log" 2>&1 || {
  cat "$log" >&2
  echo "podseg: the start-up cache could not be made." >&2
  exit 1
}
