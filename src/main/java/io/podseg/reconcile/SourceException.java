package io.podseg.reconcile;

/** Manifests could not be got at all, such as from a Git server that does not answer. The message is one sentence. */
public final class SourceException extends HostException {
    private static final long serialVersionUID = 1;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
