package dev.windrose.filter;

/** Looks at each request and response of the routes it is configured on. Called on the exchange's event loop; must not block. */
public interface Filter {
    /** Called in the configured order, before a backend is chosen. */
    Decision onRequest(Exchange exchange);

    /** Called in the reversed order, before the response's head is sent, also for local replies. */
    default void onResponse(Exchange exchange) {}
}
