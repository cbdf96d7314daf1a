package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteRule.Match;
import dev.windrose.documents.kind.RouteRule.PathMatch;
import dev.windrose.documents.kind.RouteRule.ValueMatch;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Problems;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the matches of HTTPRoutes. */
final class HttpMatches {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final Pattern VALID_PATH =
            Pattern.compile("/|(?!.*(//|/\\./|/\\.\\./|%2[fF]|#))/[^?]*(?<!/\\.)(?<!/\\.\\.)");
    private static final List<String> TYPES = List.of("Exact", "PathPrefix", "RegularExpression");
    /** Reads the same as a path and as a regular expression. */
    private static final Pattern LITERAL = Pattern.compile("[-/\\w]*");

    private HttpMatches() {}

    static Match read(Fields fields) {
        Problems problems = fields.problems();
        int before = problems.errors();
        String method = fields.choice("method", "", METHODS);
        PathMatch path = fields.object("path", HttpMatches::path);
        List<ValueMatch> headers = fields.list("headers", HttpMatches::value);
        List<ValueMatch> queryParams = fields.list("queryParams", HttpMatches::value);
        fields.end();
        return new Match(
                path,
                null,
                method.isEmpty() ? null : method,
                headers,
                queryParams,
                problems.firstErrorSince(before),
                fields.at());
    }

    /** Null if it cannot be read; with a mistake, what covers at least the paths that were meant. */
    private static @Nullable PathMatch path(Fields fields) {
        int before = fields.problems().errors();
        String type = fields.choice("type", "PathPrefix", TYPES);
        boolean typed = fields.problems().errors() == before;
        String value = fields.text("value", "/");
        boolean expression = type.equals("RegularExpression");
        if (!expression) {
            checkPath(fields, value);
        }
        fields.end();
        if (fields.problems().errors() == before) {
            return new PathMatch(type, value, fields.at("value"));
        }
        if (!fields.has("value")) {
            return null;
        }
        if (expression) {
            return new PathMatch(type, value, fields.at("value"));
        }
        String covering = covering(value, !typed);
        return covering == null ? null : new PathMatch("PathPrefix", covering, fields.at("value"));
    }

    /** The prefix that covers what a value with a mistake, or of an unknown type, can mean; null if there is none. */
    private static @Nullable String covering(String value, boolean maybeExpression) {
        String prefix = value.startsWith("/") ? value : "/" + value;
        if (maybeExpression && !LITERAL.matcher(prefix).matches()) {
            return null;
        }
        return VALID_PATH.matcher(prefix).matches() ? prefix : null;
    }

    private static void checkPath(Fields fields, String value) {
        if (!value.startsWith("/")) {
            fields.wrong("value", "invalid-path", value, "a path that starts with /");
        } else if (!VALID_PATH.matcher(value).matches()) {
            fields.wrong("value", "invalid-path", value, "a path without //, /./, /../, %2F or #");
        }
    }

    static @Nullable ValueMatch value(Fields fields) {
        int before = fields.problems().errors();
        String type = fields.choice("type", "Exact", List.of("Exact", "RegularExpression"));
        String name = fields.required("name");
        if (!name.isEmpty() && !RouteFilter.TOKEN.matcher(name).matches()) {
            fields.wrong("name", "invalid-value", name, "a name of letters, digits and !#$%&'*+-.^_`|~");
        }
        String value = fields.required("value");
        fields.end();
        return fields.problems().errors() == before ? new ValueMatch(type, name, value, fields.at("value")) : null;
    }
}
