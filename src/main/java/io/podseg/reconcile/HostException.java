package io.podseg.reconcile;

/** Something on the host did not work; the message is one sentence for the user and says what to do where that is known. */
public class HostException extends Exception {
    private static final long serialVersionUID = 1;

    public HostException(String message) {
        super(message);
    }

    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
