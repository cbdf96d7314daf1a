package dev.windrose.dataplane.accesslog;

import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import dev.windrose.http.HeaderName;
import java.nio.charset.StandardCharsets;

/** The combined log form of web servers: client, time, request line, status, bytes, referrer (never logged), user agent. */
final class CommonFormat implements LineFormat {
    private static final byte[] BEFORE_TIME = " - - [".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_REQUEST = " +0000] \"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_STATUS = "\" ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_AGENT = " \"-\" \"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"\n".getBytes(StandardCharsets.US_ASCII);

    private final TimeText seconds = new TimeText("dd/MMM/uuuu:HH:mm:ss");
    private final ClientText clients = new ClientText();

    @Override
    public void write(FinishedExchange exchange, long epochMillis, Line line) {
        line.raw(clients.of(exchange.peer().remoteAddress()));
        line.raw(BEFORE_TIME);
        line.raw(seconds.of(epochMillis));
        line.raw(BEFORE_REQUEST);
        requestLine(exchange, line);
        line.raw(BEFORE_STATUS);
        line.number(exchange.status());
        line.raw(' ');
        line.number(exchange.responseBytes());
        line.raw(BEFORE_AGENT);
        JsonFormat.header(line, exchange.request().headers(), HeaderName.USER_AGENT);
        line.raw(END);
    }

    /** With the endpoint in the place of a path, and no status, which bytes do not have. */
    @Override
    public void write(FinishedConnection connection, long epochMillis, Line line) {
        line.raw(clients.of(connection.peer().remoteAddress()));
        line.raw(BEFORE_TIME);
        line.raw(seconds.of(epochMillis));
        line.raw(BEFORE_REQUEST);
        line.text("TCP ");
        line.text(connection.endpoint());
        line.text(" ");
        line.text(connection.reason());
        line.raw(BEFORE_STATUS);
        line.raw('-');
        line.raw(' ');
        line.number(connection.sentBytes());
        line.raw(BEFORE_AGENT);
        line.raw(END);
    }

    /** A dash for what was refused before anything was known of it. */
    private static void requestLine(FinishedExchange exchange, Line line) {
        if (exchange.clientMethod().isEmpty()) {
            line.raw('-');
            return;
        }
        line.text(exchange.clientMethod());
        line.raw(' ');
        line.textWithoutQuery(exchange.clientPath());
        line.raw(' ');
        line.text(exchange.request().version().toString());
    }
}
