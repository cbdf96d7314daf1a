package dev.windrose.dataplane;

import dev.windrose.engine.explain.Explainer;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.explain.Question;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request in one line, such as {@code GET https://api.example.com/v1/users/7}, as people ask about it.
 *
 * @param host lower case, without port
 * @param port 0 if the line has none
 * @param target path and query
 */
public record RequestLine(
        String method, String scheme, String host, int port, String target, List<HeaderValue> headers) {
    private static final Pattern FORM = Pattern.compile(
            "(?:([A-Za-z]+)\\s+)?(?i:(https?)://)(\\[[0-9a-fA-F:.]+]|[^/?#:@\\s]+)(?::([0-9]{1,5}))?([/?][^#\\s]*)?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):\\s*(.*)");

    public RequestLine {
        headers = List.copyOf(headers);
    }

    /** Reads a line and headers, each {@code name: value}. Throws {@link IllegalArgumentException} for what is neither. */
    public static RequestLine of(String line, List<String> headerLines) {
        Matcher matcher = FORM.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("request: " + line
                    + " (expected: a method and a URL, such as GET https://api.example.com/v1/users/7)");
        }
        String method = matcher.group(1) == null ? "GET" : matcher.group(1).toUpperCase(Locale.ROOT);
        String target = matcher.group(5) == null ? "/" : matcher.group(5);
        int port = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        return new RequestLine(
                method,
                matcher.group(2).toLowerCase(Locale.ROOT),
                matcher.group(3).toLowerCase(Locale.ROOT),
                port,
                target.startsWith("/") ? target : "/" + target,
                headerLines.stream().map(RequestLine::header).toList());
    }

    private static HeaderValue header(String line) {
        Matcher matcher = HEADER.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("header: " + line + " (expected: name: value)");
        }
        return new HeaderValue(
                matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip());
    }

    /** Explains the request. */
    public Explanation explain(Snapshot snapshot) {
        return new Explainer(snapshot).explain(new Question(method, scheme, host, target, headers, port));
    }

    /** An explanation as maps, lists and text. */
    static Map<String, Object> tree(Explanation explanation) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("outcome", explanation.outcome());
        if (explanation.socket() != null) {
            tree.put("socket", explanation.socket());
        }
        if (explanation.listener() != null) {
            tree.put("listener", explanation.listener());
        }
        if (explanation.rule() != null) {
            tree.put("rule", explanation.rule().id().toString());
            tree.put("origin", explanation.rule().origin());
        }
        tree.put("filters", explanation.filters());
        tree.put("destinations", explanation.destinations());
        List<Object> losers = new ArrayList<>();
        for (Explanation.Loser loser : explanation.losers()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("rule", loser.rule());
            each.put("origin", loser.origin());
            each.put("why", loser.why());
            losers.add(each);
        }
        tree.put("losers", losers);
        tree.put("text", explanation.text());
        return tree;
    }
}
