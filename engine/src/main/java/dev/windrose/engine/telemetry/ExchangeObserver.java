package dev.windrose.engine.telemetry;

/** Sees every exchange when it ends, and every request that was refused before it became one, on its event loop; must neither block nor allocate much. */
public interface ExchangeObserver {
    ExchangeObserver NONE = _ -> {};

    void onFinished(FinishedExchange exchange);
}
