# shellcheck shell=sh disable=SC2034  # the tables are for those who source this
# Installing what is missing, through the system's package manager. To be sourced, with jdk.sh.
#
# A table has a line per thing: the command (or Podman's helper program) that must be there, then the package that
# holds it on Debian and Ubuntu, then on AlmaLinux, Rocky Linux and Fedora. What is there already is left alone.

RUN_TABLE='
podman        podman          podman
netavark      netavark        netavark
aardvark-dns  aardvark-dns    aardvark-dns
catatonit     catatonit       podman
iptables      iptables        iptables-nft
ipset         ipset           ipset
conntrack     conntrack       conntrack-tools
ip            iproute2        iproute
modprobe      kmod            kmod
busybox       busybox-static  busybox
tar           tar             tar
'
BUILD_TABLE='
mvn           maven           maven
git           git             git
'
# Beyond those: a second runtime (crun needs more of a machine than runc), rootless Podman, trees of other systems, Git servers
# and signatures, a registry of images, what judges units and packages, and the C headers that gcc comes with, for the numbers of system calls.
TEST_TABLE='
runc          runc            runc
nft           nftables        nftables
slirp4netns   slirp4netns     slirp4netns
pasta         passt           passt
newuidmap     uidmap          shadow-utils
fuse-overlayfs fuse-overlayfs fuse-overlayfs
unshare       util-linux      util-linux
mmdebstrap    mmdebstrap      mmdebstrap
shellcheck    shellcheck      ShellCheck
ssh           openssh-client  openssh-clients
sshd          openssh-server  openssh-server
gpg           gnupg           gnupg2
docker-registry docker-registry docker-distribution
systemd-analyze systemd       systemd
dpkg-deb      dpkg            dpkg
setpriv       util-linux      util-linux
gcc           gcc             gcc
'

# Administrators' commands are not on everybody's PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf '\n== %s\n' "$*"; }

die() {
  printf '\npodseg: %s\n' "$*" >&2
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# has COMMAND: on PATH, or where Podman keeps its helpers.
has() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/lib/podman/$1" ] || [ -x "/usr/libexec/podman/$1" ]
}

# package_manager: apt, dnf or nothing.
package_manager() {
  if has apt-get; then echo apt; elif has dnf; then echo dnf; fi
}

# missing_packages TABLE ...: the packages, one a line, that hold what is not there.
missing_packages() {
  missing_manager=$(package_manager)
  printf '%s\n' "$@" | while read -r missing_command missing_apt missing_dnf; do
    if [ -z "$missing_command" ] || has "$missing_command"; then continue; fi
    if [ "$missing_manager" = dnf ]; then echo "$missing_dnf"; else echo "$missing_apt"; fi
  done
}

# missing_jdk: the packages that hold a JDK, unless there is one; jdk_missing where this system has no such package.
missing_jdk() {
  if jdk_find >/dev/null; then return 0; fi
  case $(package_manager) in
  apt)
    refresh_packages
    apt-cache show "openjdk-$JDK_RELEASE-jdk-headless" >/dev/null 2>&1 || return 1
    echo "openjdk-$JDK_RELEASE-jdk-headless"
    ;;
  dnf)
    dnf -q info "java-$JDK_RELEASE-openjdk-devel" >/dev/null 2>&1 || return 1
    printf '%s\n' "java-$JDK_RELEASE-openjdk-devel" "java-$JDK_RELEASE-openjdk-jmods"
    ;;
  *) return 1 ;;
  esac
}

refresh_packages() {
  apt-get update -qq >/dev/null 2>&1 || die "the lists of packages could not be read; see \`apt-get update\`."
}

# install_packages PACKAGE ...: quiet unless it fails.
install_packages() {
  install_log=$(mktemp)
  install_policy=
  case $(package_manager) in
  apt)
    refresh_packages
    keep_services_down "$@"
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$install_log" 2>&1
    ;;
  dnf) install_with_dnf "$@" >"$install_log" 2>&1 ;;
  *) die "this system has neither apt-get nor dnf. Install by other means: $*" ;;
  esac || {
    tail -n 30 "$install_log" >&2
    if [ -n "$install_policy" ]; then rm -f "$install_policy"; fi
    rm -f "$install_log"
    die "not everything could be installed: $*"
  }
  rm -f "$install_log"
  if [ -n "$install_policy" ]; then rm -f "$install_policy"; fi
}

# The tests start an sshd and a registry of their own; Debian would start them for the whole machine (policy-rc.d is how to say no).
keep_services_down() {
  case " $* " in
  *' openssh-server '* | *' docker-registry '*)
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      install_policy=/usr/sbin/policy-rc.d
      printf '#!/bin/sh\nexit 101\n' >"$install_policy"
      chmod 755 "$install_policy"
    fi
    ;;
  esac
}

# busybox, mmdebstrap and ShellCheck stand in EPEL on the RHEL family, whose default Maven may be too old. What a release
# does not have (RHEL 10 has no runc, say) must not keep the rest away: install_missing tells.
install_with_dnf() {
  case " $* " in
  *' busybox '* | *' mmdebstrap '* | *' ShellCheck '*) dnf -y install epel-release || true ;;
  esac
  case " $* " in
  *' maven '*) dnf -y module enable maven:3.9 || dnf -y module enable maven:3.8 || true ;;
  esac
  dnf -y --setopt=strict=0 install "$@"
}

# install_missing TABLE ...: everything in the tables, and a JDK. Ends with JAVA_HOME set to the JDK for the build.
install_missing() {
  install_tables=$(printf '%s\n' "$@")
  install_jdk=$(missing_jdk) || {
    jdk_missing
    exit 1
  }
  # shellcheck disable=SC2046,SC2086  # one package a line
  set -- $(missing_packages "$@") $install_jdk
  if [ $# -gt 0 ]; then
    is_root || die "these packages are missing, and installing them needs root: $*"
    say "Installing: $*"
    install_packages "$@"
    # shellcheck disable=SC2046  # in one line
    set -- $(missing_packages "$install_tables")
    [ $# -eq 0 ] || say "Not to be had from this system's packages: $*"
  fi
  JAVA_HOME=$(jdk_find) || {
    jdk_missing
    exit 1
  }
  export JAVA_HOME
}

# maven ARGUMENT ...: short runs profit from the quick compiler and the small collector; Maven's own libraries make a
# JDK of today warn about what a later one will refuse.
maven() { with_maven mvn "$@"; }

# maven_within SECONDS ...: ends it then, its tests with it, and gives 124. It is Maven that is ended and no script around it, which
# would leave it behind; and it stays in the foreground, where Ctrl-C reaches it.
maven_within() {
  maven_seconds=$1
  shift
  with_maven timeout --foreground --kill-after=30 "$maven_seconds" mvn "$@"
}

with_maven() {
  MAVEN_OPTS="${MAVEN_OPTS--XX:TieredStopAtLevel=1 -XX:+UseSerialGC} --sun-misc-unsafe-memory-access=allow" "$@" -B -ntp -Dstyle.color=never
}
