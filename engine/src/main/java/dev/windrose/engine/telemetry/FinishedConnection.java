package dev.windrose.engine.telemetry;

import dev.windrose.filter.Peer;

/**
 * What an observer is told of a connection of plain bytes that has ended, or that led nowhere.
 *
 * @param listener name of the socket or tunnel it came by
 * @param cluster where it went, or "" if that was not decided
 * @param endpoint address of the endpoint, or ""
 * @param reason {@link #OK} if both sides ended it in order, else a stable code: that of a failure, or {@link #IDLE}
 * @param receivedBytes from the client
 * @param sentBytes to the client
 * @param durationNanos since it was known to be one of bytes
 * @param loopIndex the event loop, for loop-local state
 */
public record FinishedConnection(
        String listener,
        Peer peer,
        String cluster,
        String endpoint,
        String reason,
        long receivedBytes,
        long sentBytes,
        long durationNanos,
        int loopIndex) {
    public static final String OK = "ok";
    /** Nothing went by for too long. */
    public static final String IDLE = "idle_timeout";
}
