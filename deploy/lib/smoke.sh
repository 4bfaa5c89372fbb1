# shellcheck shell=sh
# Does a container start on this machine, and if not, with which settings does it? To be sourced, with packages.sh.

# smoke IMAGE: starts a pod with one container, as podseg does, and removes it. Fails with Podman's words on stderr.
smoke() {
  podman pod rm -f podseg-smoke >/dev/null 2>&1 || true
  smoke_result=0
  podman pod create --name podseg-smoke --network none >/dev/null && podman run --rm --pod podseg-smoke "$1" true ||
    smoke_result=1
  podman pod rm -f podseg-smoke >/dev/null 2>&1 || true
  return "$smoke_result"
}

# smoke_settings FILE [RUNTIME]: a containers.conf for machines that allow less than Podman asks for: limits that are
# not above the ones this machine grants, control groups without systemd, no journal.
smoke_settings() {
  awk -v runtime="${2-}" '
    /^Max open files/ { files = $5 }
    /^Max processes/ { processes = $4 }
    END {
      # Podman lowers its own limits as it starts, so the ones seen here may already be too many.
      if (files == "unlimited" || files > 20000) files = 20000
      if (processes == "unlimited" || processes > 4096) processes = 4096
      print "# Written by deploy/quickstart: with Podman'\''s own settings no container started on this machine."
      print "[containers]"
      printf "default_ulimits = [\"nofile=%s:%s\", \"nproc=%s:%s\"]\n", files, files, processes, processes
      print "[engine]"
      print "cgroup_manager = \"cgroupfs\""
      print "events_logger = \"file\""
      if (runtime != "") printf "runtime = \"%s\"\n", runtime
    }' /proc/self/limits >"$1"
}

# smoke_find IMAGE FILE: finds settings with which containers start. Podman's own where they do; else they are written
# to FILE and CONTAINERS_CONF is exported, which every Podman started from here takes instead of the machine's files.
# runc asks for less of a machine than crun does.
smoke_find() {
  if smoke "$1" >/dev/null 2>&1; then
    rm -f "$2"
    return 0
  fi
  CONTAINERS_CONF=$2
  export CONTAINERS_CONF
  for smoke_runtime in '' runc crun; do
    if [ -n "$smoke_runtime" ] && ! has "$smoke_runtime"; then
      (install_packages "$smoke_runtime") >/dev/null 2>&1 || continue
    fi
    smoke_settings "$2" "$smoke_runtime"
    if smoke "$1" >/dev/null 2>&1; then return 0; fi
  done
  smoke "$1" >/dev/null || return 1
}
