package dev.windrose.http;

/** The head of a response: status and headers. Belongs to one exchange; codecs reuse it for the next. */
public final class ResponseHead {
    /** {@link #contentLength()} when the length is not declared in advance. */
    public static final long UNKNOWN_LENGTH = -1;

    private final Headers headers = new Headers();
    private Version version = Version.HTTP_1_1;
    private int status = 200;
    private long contentLength = UNKNOWN_LENGTH;

    /** An empty head. */
    public ResponseHead() {}

    /** Back to an empty head, with the room kept. */
    public void clear() {
        headers.clear();
        version = Version.HTTP_1_1;
        status = 200;
        contentLength = UNKNOWN_LENGTH;
    }

    public Headers headers() {
        return headers;
    }

    public Version version() {
        return version;
    }

    public void version(Version value) {
        version = value;
    }

    /** 100 to 599 (RFC 9110 §15). */
    public int status() {
        return status;
    }

    public void status(int value) {
        status = value;
    }

    /** Bytes of body as declared, or {@link #UNKNOWN_LENGTH}. An answer to HEAD declares what GET would have. */
    public long contentLength() {
        return contentLength;
    }

    public void contentLength(long value) {
        contentLength = value;
    }

    /** Whether another head follows: 1xx other than 101. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    @Override
    public String toString() {
        return Integer.toString(status);
    }
}
