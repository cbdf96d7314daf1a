package dev.windrose.filter;

import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.Destination;
import org.jspecify.annotations.Nullable;

/** A request and its response on their way through. Belongs to one event loop, except {@link #resume}. */
public interface Exchange {
    /** What the client sent, canonical; filters change here what the backend gets. */
    RequestHead request();

    /** The response's head while {@link Filter#onResponse} runs; filters change here what the client gets. */
    ResponseHead response();

    /** The connection it came by. */
    Peer peer();

    /** Unique to this exchange, also in {@code X-Request-ID}. */
    String requestId();

    /** Sends a copy of the request, head and body, to another destination; its answer is dropped. Called from {@link Filter#onRequest}. */
    void mirror(Destination destination);

    /** Continues an exchange whose filter suspended it. From any thread; only the first call counts. */
    void resume(Decision decision);

    /** A filter's note for itself between request and response, such as the origin that CORS allowed. */
    void note(Filter owner, Object value);

    @Nullable
    Object note(Filter owner);
}
