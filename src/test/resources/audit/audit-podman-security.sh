#!/bin/bash
# audit-podman-security.sh - Audit running containers for security issues

echo "=== Podman Security Audit ==="
echo ""

for container in $(podman ps -q); do
    name=$(podman inspect $container --format '{{.Name}}')
    echo "Container: $name"
    echo "-------------------"

    # Check for privileged mode
    privileged=$(podman inspect $container --format '{{.HostConfig.Privileged}}')
    if [ "$privileged" == "true" ]; then
        echo "[CRITICAL] Running in privileged mode"
    else
        echo "[OK] Not privileged"
    fi

    # Check for root user
    user=$(podman inspect $container --format '{{.Config.User}}')
    if [ -z "$user" ] || [ "$user" == "root" ] || [ "$user" == "0" ]; then
        echo "[WARNING] Running as root user"
    else
        echo "[OK] Running as non-root user: $user"
    fi

    # Check for read-only root filesystem
    readonly_fs=$(podman inspect $container --format '{{.HostConfig.ReadonlyRootfs}}')
    if [ "$readonly_fs" == "true" ]; then
        echo "[OK] Read-only root filesystem"
    else
        echo "[WARNING] Writable root filesystem"
    fi

    # Check capabilities
    cap_drop=$(podman inspect $container --format '{{.HostConfig.CapDrop}}')
    if [[ "$cap_drop" == *"all"* ]] || [[ "$cap_drop" == *"ALL"* ]]; then
        echo "[OK] All capabilities dropped"
    else
        echo "[INFO] Capabilities dropped: $cap_drop"
    fi

    # Check for host network mode
    network=$(podman inspect $container --format '{{.HostConfig.NetworkMode}}')
    if [ "$network" == "host" ]; then
        echo "[WARNING] Using host network mode"
    else
        echo "[OK] Network mode: $network"
    fi

    # Check memory limits
    memory=$(podman inspect $container --format '{{.HostConfig.Memory}}')
    if [ "$memory" == "0" ]; then
        echo "[WARNING] No memory limit set"
    else
        echo "[OK] Memory limit: $((memory / 1024 / 1024))MB"
    fi

    echo ""
done
