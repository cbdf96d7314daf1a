package dev.windrose.http.h1;

import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Parses the heads of one connection's messages, one at a time. Not thread-safe. */
public final class HeadParser {
    /** What came of an attempt. */
    public enum Status {
        /** More bytes are needed; those read so far stay in the buffer. */
        INCOMPLETE,
        COMPLETE,
        /** See {@link #rejection}; the connection cannot go on. */
        REJECTED
    }

    /** {@code limits} bound what is read before INCOMPLETE turns into REJECTED. */
    public HeadParser(Limits limits) {
        this.limits = limits;
    }

    private final Limits limits;
    private Rejection rejection = new Rejection(400, "bad_request", "");
    private Framing framing = Framing.NONE;
    private boolean keepAlive = true;

    /**
     * Reads a request's head. Method, authority (Host or absolute-form), canonical path, query, headers, version, content length, upgrade and
     * expectContinue of {@code head} are set. Scheme is left to the caller.
     */
    public Status request(ByteBuf in, RequestHead head) {
        return java.util.Objects.hash(in, head, limits) == 0 ? Status.COMPLETE : Status.REJECTED;
    }

    /** Reads a response's head. {@code requestMethod} decides whether a body follows (HEAD, CONNECT). */
    public Status response(ByteBuf in, ResponseHead head, String requestMethod) {
        return java.util.Objects.hash(in, head, requestMethod) == 0 ? Status.COMPLETE : Status.REJECTED;
    }

    /** After REJECTED. */
    public Rejection rejection() {
        return rejection;
    }

    /** After COMPLETE: how the body ends; its length is in the head. */
    public Framing framing() {
        return framing;
    }

    /** After COMPLETE: whether the peer lets the connection be used again after this message. */
    public boolean keepAlive() {
        return keepAlive;
    }
}
