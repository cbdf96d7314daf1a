package dev.windrose.dataplane.accesslog;

import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.filter.Peer;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One JSON object (RFC 8259) a line: for each request the members of {@link JsonField} in their order, for each connection of bytes fewer. */
final class JsonFormat implements LineFormat {
    private static final byte[] END = {'}', '\n'};
    private static final Map<JsonField, byte[]> PREFIXES = prefixes();
    private static final byte[] PROTOCOL_OF_BYTES = ascii(",\"protocol\":\"TCP\",\"reason\":\"");
    private static final byte[] RECEIVED = ascii(",\"received_bytes\":");
    private static final byte[] SENT = ascii(",\"sent_bytes\":");
    private static final byte[] PEER = ascii(",\"peer\":\"");

    private final TimeText seconds = new TimeText("uuuu-MM-dd'T'HH:mm:ss");
    private final ClientText clients = new ClientText();

    @Override
    public void write(FinishedExchange exchange, long epochMillis, Line line) {
        begin(epochMillis, exchange.listener(), exchange.peer(), line);
        text(line, JsonField.METHOD, exchange.clientMethod());
        text(line, JsonField.AUTHORITY, exchange.clientAuthority());
        line.raw(prefix(JsonField.PATH));
        line.textWithoutQuery(exchange.clientPath());
        line.raw('"');
        text(line, JsonField.PROTOCOL, exchange.request().version().toString());
        number(line, JsonField.STATUS, exchange.status());
        text(line, JsonField.REASON, exchange.reason());
        text(line, JsonField.ROUTE, exchange.route());
        text(line, JsonField.CLUSTER, exchange.cluster());
        text(line, JsonField.ENDPOINT, exchange.endpoint());
        number(line, JsonField.ATTEMPTS, exchange.attempts());
        number(line, JsonField.REQUEST_BYTES, exchange.requestBytes());
        number(line, JsonField.RESPONSE_BYTES, exchange.responseBytes());
        millis(line, JsonField.DURATION_MS, exchange.durationNanos());
        millis(line, JsonField.UPSTREAM_MS, exchange.upstreamNanos());
        millis(line, JsonField.FIRST_BYTE_MS, exchange.firstByteNanos());
        text(line, JsonField.REQUEST_ID, exchange.requestId());
        text(line, JsonField.TRACE_ID, exchange.traceId());
        line.raw(prefix(JsonField.USER_AGENT));
        header(line, exchange.request().headers(), HeaderName.USER_AGENT);
        line.raw('"');
        line.raw(END);
    }

    @Override
    public void write(FinishedConnection connection, long epochMillis, Line line) {
        begin(epochMillis, connection.listener(), connection.peer(), line);
        line.raw(PROTOCOL_OF_BYTES);
        line.text(connection.reason());
        line.raw('"');
        text(line, JsonField.CLUSTER, connection.cluster());
        text(line, JsonField.ENDPOINT, connection.endpoint());
        line.raw(RECEIVED);
        line.number(connection.receivedBytes());
        line.raw(SENT);
        line.number(connection.sentBytes());
        millis(line, JsonField.DURATION_MS, connection.durationNanos());
        String peer = connection.peer().spiffeId();
        line.raw(PEER);
        line.text(peer == null ? "" : peer);
        line.raw('"');
        line.raw(END);
    }

    private void begin(long epochMillis, String listener, Peer peer, Line line) {
        line.raw(prefix(JsonField.TIME));
        line.raw(seconds.of(epochMillis));
        line.raw('.');
        line.threeDigits((int) Math.floorMod(epochMillis, 1_000L));
        line.raw('Z');
        line.raw('"');
        text(line, JsonField.LISTENER, listener);
        line.raw(prefix(JsonField.CLIENT));
        line.raw(clients.of(peer.remoteAddress()));
        line.raw('"');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<JsonField, byte[]> prefixes() {
        Map<JsonField, byte[]> prefixes = new EnumMap<>(JsonField.class);
        for (JsonField field : JsonField.values()) {
            prefixes.put(field, field.prefix().getBytes(StandardCharsets.US_ASCII));
        }
        return prefixes;
    }

    private static byte[] prefix(JsonField field) {
        return Objects.requireNonNull(PREFIXES.get(field));
    }

    static void header(Line line, Headers headers, HeaderName name) {
        int slot = headers.find(name);
        if (slot >= 0) {
            line.text(headers.array(), headers.valueStart(slot), headers.valueLength(slot));
        }
    }

    private static void text(Line line, JsonField field, String value) {
        line.raw(prefix(field));
        line.text(value);
        line.raw('"');
    }

    private static void number(Line line, JsonField field, long value) {
        line.raw(prefix(field));
        line.number(value);
    }

    private static void millis(Line line, JsonField field, long nanos) {
        line.raw(prefix(field));
        line.millis(nanos);
    }
}
