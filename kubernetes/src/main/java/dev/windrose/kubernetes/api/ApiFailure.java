package dev.windrose.kubernetes.api;

import java.io.IOException;

/** An answer of the API server that is no success. */
public final class ApiFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private final int status;

    public ApiFailure(int status, String message) {
        super("API server: " + status + " " + (message.length() > LONGEST ? message.substring(0, LONGEST) : message));
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The kind or the object does not exist. */
    public boolean isAbsent() {
        return status == 404;
    }

    /** Someone else wrote the object meanwhile. */
    public boolean isConflict() {
        return status == 409;
    }

    /** The resource version is one that the server no longer, or not yet, has: the list must be read again. */
    public boolean isOutdated() {
        return status == 410 || (status == 504 && String.valueOf(getMessage()).contains("resource version"));
    }

    /** The account may not do this. */
    public boolean isRefused() {
        return status == 401 || status == 403;
    }
}
