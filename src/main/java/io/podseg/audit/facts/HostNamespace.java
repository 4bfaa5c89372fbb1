package io.podseg.audit.facts;

/** A namespace of the host that a pod may share. The user namespace is apart: {@link UserNamespace}. */
public enum HostNamespace {
    NETWORK,
    PID,
    IPC,
    UTS,
    CGROUP
}
