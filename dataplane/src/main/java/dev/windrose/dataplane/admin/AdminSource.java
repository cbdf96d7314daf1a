package dev.windrose.dataplane.admin;

import dev.windrose.engine.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the admin server needs of the proxy. Called from many threads; may block. */
public interface AdminSource {
    /** What runs now. */
    Snapshot snapshot();

    /** What became of each document, in a stable order. */
    List<Status> statuses();

    /** Kind, metadata and status of each document, as an API server would show them: maps, lists, text and numbers. */
    List<Map<String, Object>> documents();

    /** What was found wrong by the last reload, one line each: {@code file:line:column: error: message (hint)}. */
    List<String> problems();

    /** Whether new traffic may be sent here: false before the first configuration and while draining. */
    boolean isReady();

    /** Begins to drain; returns at once. A second call does nothing. */
    void drain();

    /**
     * How a request would be routed, as maps, lists, text and numbers.
     *
     * @param request such as {@code GET https://api.example.com/v1/users/7}
     * @param headers each {@code name: value}
     * @param from the namespace of a client of a mesh, or null for one of a gateway first
     * @throws IllegalArgumentException if the request cannot be read; the message is shown
     */
    Object explain(String request, List<String> headers, @Nullable String from);

    /** The level of the root logger, lower case. */
    String logLevel();

    /** Sets the level of the root logger: one of trace, debug, info, warn, error, off. */
    void logLevel(String level);

    /**
     * A document and what became of it.
     *
     * @param object kind, namespace and name
     * @param state one word, such as {@code Accepted}
     * @param message one sentence, or ""
     * @param origin file:line:column, or ""
     */
    record Status(String object, String state, String message, String origin) {}
}
