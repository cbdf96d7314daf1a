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

    /**
     * Asks another destination a question of the filter's own: one at a time, and only from {@link Filter#onRequest} or what follows it until {@link
     * #resume}. What answers is told on the exchange's loop, possibly before this returns, and not at all if the exchange ends first.
     *
     * @param head with the length of {@code body}; without an authority it gets the endpoint's
     */
    void ask(Destination destination, RequestHead head, Content body, AnswerReceiver then);

    /** Takes what came of a question. */
    interface AnswerReceiver {
        /** Null if no whole answer came in time. */
        void onAnswer(@Nullable Answer answer);
    }

    /**
     * Waits for the request's body, which goes on to the backend all the same. To be called before suspending; what takes it is told on the exchange's
     * loop, possibly before this returns, and not at all if the exchange ends first.
     *
     * @param limit in bytes
     */
    void awaitBody(int limit, BodyReceiver then);

    /** Takes a body that was waited for. */
    interface BodyReceiver {
        /** Null if it is longer than the limit. */
        void onBody(@Nullable Content body);
    }

    /** Continues an exchange whose filter suspended it. From any thread; only the first call counts. */
    void resume(Decision decision);

    /** A filter's note for itself between request and response, such as the origin that CORS allowed. */
    void note(Filter owner, Object value);

    @Nullable
    Object note(Filter owner);
}
