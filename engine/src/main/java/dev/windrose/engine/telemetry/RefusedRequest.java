package dev.windrose.engine.telemetry;

import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.http.Version;
import dev.windrose.model.ListenerId;
import org.jspecify.annotations.Nullable;

/** A {@link Refusal} as observers see it: an exchange of which only the end is known. What came of the request is not shown, since it was not understood. */
public record RefusedRequest(ListenerId id, Peer peer, Refusal refusal, int loopIndex) implements FinishedExchange {
    private static final RequestHead HTTP1 = new RequestHead();
    private static final RequestHead HTTP2 = head(Version.HTTP_2);

    private static RequestHead head(Version version) {
        RequestHead head = new RequestHead();
        head.version(version);
        return head;
    }

    @Override
    public String listener() {
        return id.value();
    }

    @Override
    public String route() {
        return "";
    }

    @Override
    public String cluster() {
        return "";
    }

    @Override
    public String endpoint() {
        return "";
    }

    @Override
    public int status() {
        return refusal.status();
    }

    @Override
    public String reason() {
        return refusal.reason();
    }

    @Override
    public int attempts() {
        return 0;
    }

    /** Empty but for the version. */
    @Override
    public RequestHead request() {
        return refusal.version() == Version.HTTP_2 ? HTTP2 : HTTP1;
    }

    @Override
    public String clientMethod() {
        return "";
    }

    @Override
    public String clientPath() {
        return "";
    }

    @Override
    public String clientAuthority() {
        return "";
    }

    @Override
    public String requestId() {
        return refusal.requestId();
    }

    @Override
    public String traceId() {
        return "";
    }

    @Override
    public long requestBytes() {
        return 0;
    }

    @Override
    public long responseBytes() {
        return refusal.responseBytes();
    }

    @Override
    public long durationNanos() {
        return refusal.nanos();
    }

    @Override
    public long upstreamNanos() {
        return 0;
    }

    @Override
    public long firstByteNanos() {
        return refusal.nanos();
    }

    @Override
    public @Nullable Throwable cause() {
        return null;
    }
}
