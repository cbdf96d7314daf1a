package dev.windrose.engine.telemetry;

import dev.windrose.http.Version;

/**
 * The answer to something that never became a request, such as a malformed head: there is no exchange to tell of it.
 *
 * @param status as sent, or as it would have been where HTTP/2 only resets the stream
 * @param reason the stable code that the client was told; one of a fixed set
 * @param responseBytes of the answer's body
 * @param requestId as the client was told it; empty where it was told nothing
 * @param nanos from the first byte to the answer, as far as it was measured
 */
public record Refusal(Version version, int status, String reason, String requestId, long responseBytes, long nanos) {}
