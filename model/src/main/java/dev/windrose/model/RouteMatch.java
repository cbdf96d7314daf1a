package dev.windrose.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All parts must match. {@code method} null matches every method. Header names are lower case.
 *
 * @param mediaType type and subtype of the request's content in lower case, whatever suffix or parameters follow; null for any or none. Requests of the
 *     type try the matches for it before all others of the host
 */
public record RouteMatch(
        PathMatch path,
        @Nullable String method,
        @Nullable String mediaType,
        List<ValueMatch> headers,
        List<ValueMatch> queryParams) {
    public static final RouteMatch ANY = new RouteMatch(new PathMatch.Prefix("/"), null, List.of(), List.of());

    /** For content of any type. */
    public RouteMatch(PathMatch path, @Nullable String method, List<ValueMatch> headers, List<ValueMatch> queryParams) {
        this(path, method, null, headers, queryParams);
    }

    public RouteMatch {
        headers = Check.list(headers);
        queryParams = Check.list(queryParams);
    }

    /** How the canonical path is compared. */
    public sealed interface PathMatch {
        /** The text that was configured. */
        String value();

        /** The whole path. */
        record Exact(String value) implements PathMatch {
            public Exact {
                Check.that(value.startsWith("/"), "path", value, "a path that starts with /");
            }
        }

        /** Whole segments: {@code /v1} matches {@code /v1} and {@code /v1/x}, not {@code /v12}. A trailing slash is dropped. */
        record Prefix(String value) implements PathMatch {
            public Prefix {
                Check.that(value.startsWith("/"), "path", value, "a path that starts with /");
                value = value.length() > 1 && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            }
        }

        /** RE2 syntax, matched in linear time against the whole path. */
        record Regex(String value) implements PathMatch {}

        /**
         * The path {@code /service/method} of a gRPC call; null stands for every service or every method. Between two of them the length of the service
         * decides first, then that of the method, whatever their kinds.
         */
        record Call(@Nullable String service, @Nullable String method, ValueMatch.Kind kind) implements PathMatch {
            private static final String ANY = "[^/]+";

            public Call {
                Check.that(service != null || method != null, "call", "*/*", "a service, a method, or both");
            }

            @Override
            public String value() {
                return "/" + (service == null ? "*" : service) + "/" + (method == null ? "*" : method);
            }

            /** RE2 syntax for the whole path. */
            public String expression() {
                return "/" + part(service) + "/" + part(method);
            }

            private String part(@Nullable String written) {
                if (written == null) {
                    return ANY;
                }
                return kind == ValueMatch.Kind.REGEX ? "(?:" + written + ")" : "\\Q" + written + "\\E";
            }
        }
    }

    /** How a header or query parameter is compared. */
    public record ValueMatch(String name, Kind kind, String value) {
        /** Exact text, or an RE2 expression for the whole value. */
        public enum Kind {
            EXACT,
            REGEX
        }
    }
}
