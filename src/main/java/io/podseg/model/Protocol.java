package io.podseg.model;

/** Transport protocol of a port, as Kubernetes names them. */
public enum Protocol {
    TCP,
    UDP,
    SCTP
}
