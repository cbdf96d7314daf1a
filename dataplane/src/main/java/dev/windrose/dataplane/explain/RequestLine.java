package dev.windrose.dataplane.explain;

import dev.windrose.engine.explain.Connection;
import dev.windrose.engine.explain.Explainer;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.explain.Question;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.FilterSpec.HeaderValue;
import dev.windrose.model.ListenerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request in one line, such as {@code GET https://api.example.com/v1/users/7}, as people ask about it. {@code grpc} and {@code grpcs} are the schemes
 * of calls in clear and over TLS, of which everything but the path is known.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, without port
 * @param port 0 if the line has none
 * @param target path and query
 */
record RequestLine(String method, String scheme, String host, int port, String target, List<HeaderValue> headers)
        implements Asked {
    private static final Pattern FORM = Pattern.compile(
            "(?:([A-Za-z]+)\\s+)?(?i:(https?|grpcs?)://)(\\[[0-9a-fA-F:.]+]|[^/?#:@\\s]+)(?::([0-9]{1,5}))?([/?][^#\\s]*)?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):\\s*(.*)");

    public RequestLine {
        headers = List.copyOf(headers);
    }

    static RequestLine of(String line, List<String> headerLines) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("request: " + line + " (expected: " + FORMS + ")");
        }
        String scheme = matcher.group(2).toLowerCase(Locale.ROOT);
        boolean grpc = scheme.startsWith("grpc");
        String usual = grpc ? "POST" : "GET";
        String method = matcher.group(1) == null ? usual : matcher.group(1).toUpperCase(Locale.ROOT);
        String target = matcher.group(5) == null ? "/" : matcher.group(5);
        int port = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        List<HeaderValue> headers = new ArrayList<>();
        headerLines.forEach(each -> headers.add(header(each)));
        if (grpc && headers.stream().noneMatch(header -> header.name().equals("content-type"))) {
            headers.add(new HeaderValue("content-type", "application/grpc"));
        }
        return new RequestLine(
                method,
                grpc ? scheme.replace("grpc", "http") : scheme,
                matcher.group(3).toLowerCase(Locale.ROOT),
                port,
                target.startsWith("/") ? target : "/" + target,
                headers);
    }

    private static HeaderValue header(String line) {
        Matcher matcher = HEADER.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("header: " + line + " (expected: name: value)");
        }
        return new HeaderValue(
                matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip());
    }

    Question question() {
        return new Question(method, scheme, host, target, headers, port);
    }

    @Override
    public Explanation explain(Snapshot snapshot) {
        return new Explainer(snapshot).explain(question());
    }

    @Override
    public Explanation explain(Snapshot snapshot, ListenerId listener, int there) {
        Explainer explainer = new Explainer(snapshot);
        // What is said inside TLS is read by none but who opens it.
        return scheme.equals("https")
                ? explainer.explain(listener, new Connection(Connection.Kind.TLS, host, there))
                : explainer.explain(listener, new Question(method, scheme, host, target, headers, there));
    }

    @Override
    public List<String> protocols() {
        return List.of(scheme.equals("https") ? "HTTPS" : "HTTP");
    }

    @Override
    public List<String> kinds() {
        return List.of("HTTPRoute", "GRPCRoute");
    }
}
