package dev.windrose.engine.telemetry;

/** Sees every exchange when it ends, on its event loop; must neither block nor allocate much. */
public interface ExchangeObserver {
    ExchangeObserver NONE = _ -> {};

    void onFinished(FinishedExchange exchange);
}
