package dev.windrose.kubernetes.api;

import java.io.IOException;
import java.time.Duration;

/** An answer of the API server that is no success. */
public final class ApiFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;
    /** Who asks for more is asked again all the same: the server may have said it to many others. */
    private static final Duration MOST = Duration.ofSeconds(30);

    private final int status;
    private final Duration retryAfter;

    public ApiFailure(int status, String message) {
        this(status, message, Duration.ZERO);
    }

    /** @param retryAfter how long the server wants to be left alone */
    public ApiFailure(int status, String message, Duration retryAfter) {
        super("API server: " + status + " " + (message.length() > LONGEST ? message.substring(0, LONGEST) : message));
        this.status = status;
        this.retryAfter = retryAfter.compareTo(MOST) < 0 ? retryAfter : MOST;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** How long the server wants to be left alone, half a minute at most; zero if it does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The same request may succeed later: the server is in trouble or too busy, credentials are being renewed, or somebody else was quicker. */
    public boolean isPassing() {
        return status == 401 || status == 408 || status == 409 || status == 429 || status >= 500;
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
