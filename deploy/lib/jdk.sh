# shellcheck shell=sh
# Finding a JDK that podseg can be built with. To be sourced, or run as `sh deploy/lib/jdk.sh [JDK-HOME ...]`, which
# prints the home of the JDK found (the homes given are looked at first), or says what to install and exits 1.

# The release that podseg is built for; a later one does as well.
JDK_RELEASE=25

# jdk_release HOME: the feature release of the JDK in HOME, or nothing where there is none that can build podseg.
# Read from its `release` file, which saves starting it.
jdk_release() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

# jdk_find [HOME ...]: the home of the first fitting JDK: the homes given, JAVA_HOME, the system's, the one on PATH.
jdk_find() {
  jdk_on_path=$(command -v javac) && jdk_on_path=$(readlink -f "$jdk_on_path")
  for jdk_home in "$@" "${JAVA_HOME-}" /usr/lib/jvm/*"$JDK_RELEASE"* /usr/lib/jvm/* "${jdk_on_path%/bin/javac}"; do
    jdk_found=$(jdk_release "$jdk_home")
    if [ "${jdk_found:-0}" -ge "$JDK_RELEASE" ]; then
      printf '%s\n' "$jdk_home"
      return 0
    fi
  done
  return 1
}

# jdk_missing: what to tell somebody who has none.
jdk_missing() {
  cat >&2 <<END
podseg is built with a JDK $JDK_RELEASE or later, and none was found in JAVA_HOME, below /usr/lib/jvm or on PATH.
Install one and try again:
  Ubuntu 22.04 and later, Debian 13 and later: apt-get install openjdk-$JDK_RELEASE-jdk-headless
  AlmaLinux, Rocky Linux, RHEL, Fedora:        dnf install java-$JDK_RELEASE-openjdk-devel java-$JDK_RELEASE-openjdk-jmods
  anywhere else, Debian 12 too:                Eclipse Temurin $JDK_RELEASE, see https://adoptium.net/installation
A JDK that stands elsewhere is found by JAVA_HOME=/its/folder.
END
}

case $0 in
*/jdk.sh) jdk_find "$@" || {
  jdk_missing
  exit 1
} ;;
esac
