package dev.windrose.engine.exchange;

/** One request and its response on their way through the engine. */
public final class ProxyExchange {
    /** {@link Downstream#isWritable} became true. */
    public void onDownstreamWritable() {}
}
