package dev.windrose.dataplane.explain;

import dev.windrose.engine.explain.Connection;
import dev.windrose.engine.explain.Explainer;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ListenerId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection in one line, such as {@code tls://db.example.com:5432}, {@code tcp://:9000} or {@code udp://:53}.
 *
 * @param host the server name of TLS; else of no matter, and mostly empty
 */
record ConnectionLine(Connection.Kind kind, String host, int port) implements Asked {
    private static final Pattern START = Pattern.compile("(?i:tls|tcp|udp)://.*");
    private static final Pattern FORM =
            Pattern.compile("(?i)(tls|tcp|udp)://(\\[[0-9a-f:.]+]|[^/?#:@\\s]*)(?::([0-9]{1,5}))?/?");

    static boolean isOne(String line) {
        return START.matcher(line).matches();
    }

    static ConnectionLine of(String line, List<String> headers) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("request: " + line + " (expected: " + FORMS + ")");
        }
        Connection.Kind kind = Connection.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String host = matcher.group(2).toLowerCase(Locale.ROOT);
        int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        if (kind == Connection.Kind.TLS && host.isEmpty()) {
            throw new IllegalArgumentException(
                    "request: " + line + " (expected: a server name, such as tls://NAME:443)");
        }
        if (kind != Connection.Kind.TLS && port == 0) {
            throw new IllegalArgumentException("request: " + line + " (expected: a port, such as tcp://:9000)");
        }
        if (!headers.isEmpty()) {
            throw new IllegalArgumentException("-H: " + headers.getFirst() + " (expected: a request to send it with)");
        }
        return new ConnectionLine(kind, host, port);
    }

    @Override
    public Explanation explain(Snapshot snapshot) {
        return new Explainer(snapshot).explain(new Connection(kind, host, port));
    }

    @Override
    public Explanation explain(Snapshot snapshot, ListenerId listener, int there) {
        return new Explainer(snapshot).explain(listener, new Connection(kind, host, there));
    }

    @Override
    public List<String> protocols() {
        return kind == Connection.Kind.TLS ? List.of("TLS", "HTTPS") : List.of(kind.name());
    }

    @Override
    public List<String> kinds() {
        return List.of(kind.name() + "Route");
    }
}
