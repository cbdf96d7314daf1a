package dev.windrose.engine.telemetry;

import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** What an observer may read of an exchange that has ended; valid during {@link ExchangeObserver#onFinished} only. */
public interface FinishedExchange {
    /** Name of the socket it came by. */
    String listener();

    /** The route rule, or "" if none matched. */
    String route();

    /** The cluster, or "" if none was chosen. */
    String cluster();

    /** Address of the last endpoint tried, or "". */
    String endpoint();

    /** Status sent to the client; 499 if it left before a response. */
    int status();

    /** {@code ok} for a response of the backend, else the stable code of the local reply or failure. */
    String reason();

    int attempts();

    /** The head as it was sent inward. */
    RequestHead request();

    /** Method, path without query, and authority as the client sent them. */
    String clientMethod();

    String clientPath();

    String clientAuthority();

    Peer peer();

    String requestId();

    /** 32 hexadecimal digits (W3C trace context), or "". */
    String traceId();

    long requestBytes();

    long responseBytes();

    /** Nanoseconds from the request's head to the end of the exchange. */
    long durationNanos();

    /** Nanoseconds from the first attempt's start to the end of the upstream's response; 0 if there was no attempt. */
    long upstreamNanos();

    /** Nanoseconds from the request's head to the response's head; 0 if there was none. */
    long firstByteNanos();

    /** Index of the event loop, for loop-local counters. */
    int loopIndex();

    @Nullable
    Throwable cause();
}
