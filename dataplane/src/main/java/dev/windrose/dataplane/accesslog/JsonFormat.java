package dev.windrose.dataplane.accesslog;

import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import java.nio.charset.StandardCharsets;

/** One JSON object (RFC 8259) a line, with the same members in the same order for each request, and for each connection of bytes. */
final class JsonFormat implements LineFormat {
    private static final byte[] TIME = name("{\"time\":\"");
    private static final byte[] LISTENER = name("Z\",\"listener\":\"");
    private static final byte[] CLIENT = name("\",\"client\":\"");
    private static final byte[] METHOD = name("\",\"method\":\"");
    private static final byte[] AUTHORITY = name("\",\"authority\":\"");
    private static final byte[] PATH = name("\",\"path\":\"");
    private static final byte[] PROTOCOL = name("\",\"protocol\":\"");
    private static final byte[] STATUS = name("\",\"status\":");
    private static final byte[] REASON = name(",\"reason\":\"");
    private static final byte[] ROUTE = name("\",\"route\":\"");
    private static final byte[] CLUSTER = name("\",\"cluster\":\"");
    private static final byte[] ENDPOINT = name("\",\"endpoint\":\"");
    private static final byte[] ATTEMPTS = name("\",\"attempts\":");
    private static final byte[] REQUEST_BYTES = name(",\"request_bytes\":");
    private static final byte[] RESPONSE_BYTES = name(",\"response_bytes\":");
    private static final byte[] DURATION = name(",\"duration_ms\":");
    private static final byte[] UPSTREAM = name(",\"upstream_ms\":");
    private static final byte[] FIRST_BYTE = name(",\"first_byte_ms\":");
    private static final byte[] REQUEST_ID = name(",\"request_id\":\"");
    private static final byte[] TRACE_ID = name("\",\"trace_id\":\"");
    private static final byte[] USER_AGENT = name("\",\"user_agent\":\"");
    private static final byte[] BYTES_PROTOCOL = name("\",\"protocol\":\"TCP\",\"reason\":\"");
    private static final byte[] RECEIVED = name("\",\"received_bytes\":");
    private static final byte[] SENT = name(",\"sent_bytes\":");
    private static final byte[] PEER = name(",\"peer\":\"");
    private static final byte[] END = name("\"}\n");

    private final TimeText seconds = new TimeText("uuuu-MM-dd'T'HH:mm:ss");
    private final ClientText clients = new ClientText();

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(FinishedExchange exchange, long epochMillis, Line line) {
        begin(epochMillis, exchange.listener(), exchange.peer(), line);
        text(line, METHOD, exchange.clientMethod());
        text(line, AUTHORITY, exchange.clientAuthority());
        line.raw(PATH);
        line.textWithoutQuery(exchange.clientPath());
        text(line, PROTOCOL, exchange.request().version().toString());
        number(line, STATUS, exchange.status());
        text(line, REASON, exchange.reason());
        text(line, ROUTE, exchange.route());
        text(line, CLUSTER, exchange.cluster());
        text(line, ENDPOINT, exchange.endpoint());
        number(line, ATTEMPTS, exchange.attempts());
        number(line, REQUEST_BYTES, exchange.requestBytes());
        number(line, RESPONSE_BYTES, exchange.responseBytes());
        millis(line, DURATION, exchange.durationNanos());
        millis(line, UPSTREAM, exchange.upstreamNanos());
        millis(line, FIRST_BYTE, exchange.firstByteNanos());
        text(line, REQUEST_ID, exchange.requestId());
        text(line, TRACE_ID, exchange.traceId());
        line.raw(USER_AGENT);
        header(line, exchange.request().headers(), HeaderName.USER_AGENT);
        line.raw(END);
    }

    @Override
    public void write(FinishedConnection connection, long epochMillis, Line line) {
        begin(epochMillis, connection.listener(), connection.peer(), line);
        text(line, BYTES_PROTOCOL, connection.reason());
        text(line, CLUSTER, connection.cluster());
        text(line, ENDPOINT, connection.endpoint());
        number(line, RECEIVED, connection.receivedBytes());
        number(line, SENT, connection.sentBytes());
        millis(line, DURATION, connection.durationNanos());
        String peer = connection.peer().spiffeId();
        text(line, PEER, peer == null ? "" : peer);
        line.raw(END);
    }

    private void begin(long epochMillis, String listener, Peer peer, Line line) {
        line.raw(TIME);
        line.raw(seconds.of(epochMillis));
        line.raw('.');
        line.threeDigits((int) Math.floorMod(epochMillis, 1_000L));
        text(line, LISTENER, listener);
        line.raw(CLIENT);
        line.raw(clients.of(peer.remoteAddress()));
    }

    static void header(Line line, Headers headers, HeaderName name) {
        int slot = headers.find(name);
        if (slot >= 0) {
            line.text(headers.array(), headers.valueStart(slot), headers.valueLength(slot));
        }
    }

    private static void text(Line line, byte[] name, String value) {
        line.raw(name);
        line.text(value);
    }

    private static void number(Line line, byte[] name, long value) {
        line.raw(name);
        line.number(value);
    }

    private static void millis(Line line, byte[] name, long nanos) {
        line.raw(name);
        line.millis(nanos);
    }
}
