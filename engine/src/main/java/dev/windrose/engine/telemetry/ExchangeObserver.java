package dev.windrose.engine.telemetry;

/**
 * Sees every exchange when it ends, every request that was refused before it became one, and every connection of plain bytes when it ends; on its
 * event loop. Must neither block nor allocate much.
 */
public interface ExchangeObserver {
    ExchangeObserver NONE = _ -> {};

    void onFinished(FinishedExchange exchange);

    default void onFinished(FinishedConnection connection) {}

    /** Tells both, this one first. */
    default ExchangeObserver and(ExchangeObserver other) {
        ExchangeObserver first = this;
        return new ExchangeObserver() {
            @Override
            public void onFinished(FinishedExchange exchange) {
                first.onFinished(exchange);
                other.onFinished(exchange);
            }

            @Override
            public void onFinished(FinishedConnection connection) {
                first.onFinished(connection);
                other.onFinished(connection);
            }
        };
    }
}
