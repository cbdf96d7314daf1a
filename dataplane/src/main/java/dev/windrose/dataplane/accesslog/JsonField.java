package dev.windrose.dataplane.accesslog;

import java.util.Locale;

/** The members of a line of the JSON access log, in their order; {@link #what} is for the reference. */
public enum JsonField {
    TIME(true, "when it ended, UTC, to the millisecond"),
    LISTENER(true, "the listener"),
    CLIENT(true, "the client's address"),
    METHOD(true, "the method that the client sent"),
    AUTHORITY(true, "the host that the client asked for"),
    PATH(true, "the path that the client sent, without its query"),
    PROTOCOL(true, "the client's version of HTTP"),
    STATUS(false, "the status that the client got"),
    REASON(true, "`ok`, or the code of a local reply or of a failure"),
    ROUTE(true, "the rule; empty if none matched"),
    CLUSTER(true, "the backend"),
    ENDPOINT(true, "the endpoint of the last attempt"),
    ATTEMPTS(false, "how often the request was sent"),
    REQUEST_BYTES(false, "bytes of the request's body"),
    RESPONSE_BYTES(false, "bytes of the response's body"),
    DURATION_MS(false, "milliseconds from the head to the end"),
    UPSTREAM_MS(false, "milliseconds from the first attempt to the end of the endpoint's response"),
    FIRST_BYTE_MS(false, "milliseconds from the head to the first byte of the response"),
    REQUEST_ID(true, "X-Request-ID, kept or made"),
    TRACE_ID(true, "of traceparent, kept or made"),
    USER_AGENT(true, "the header of that name");

    private final boolean text;
    private final String what;

    JsonField(boolean text, String what) {
        this.text = text;
        this.what = what;
    }

    /** The member's name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Text in quotes, or a number. */
    public boolean isText() {
        return text;
    }

    public String what() {
        return what;
    }

    /** What stands before the value; behind that of a text a quote is due. */
    String prefix() {
        return (this == TIME ? "{\"" : ",\"") + label() + (text ? "\":\"" : "\":");
    }
}
