package dev.windrose.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a filter is told. The built-in ones are nested here; an extension adds records of its own. */
public interface FilterSpec {
    /** The filter's name for people, in chains and {@code explain}. */
    String name();

    /** A header's name, lower case, and a value. */
    record HeaderValue(String name, String value) {}

    /** Changes to headers, in the order set, add, remove. */
    record HeaderChanges(List<HeaderValue> set, List<HeaderValue> add, List<String> remove) {
        public HeaderChanges {
            set = Check.list(set);
            add = Check.list(add);
            remove = Check.list(remove);
        }
    }

    /** Changes the request's headers. */
    record RequestHeaders(HeaderChanges changes) implements FilterSpec {
        @Override
        public String name() {
            return "RequestHeaderModifier";
        }
    }

    /** Changes the response's headers. */
    record ResponseHeaders(HeaderChanges changes) implements FilterSpec {
        @Override
        public String name() {
            return "ResponseHeaderModifier";
        }
    }

    /** A new path: all of it, or the part that a prefix match covered. */
    sealed interface PathModifier {
        record FullPath(String value) implements PathModifier {}

        /** {@code matchedPrefix} is the value of the rule's prefix match. */
        record PrefixMatch(String matchedPrefix, String replacement) implements PathModifier {}
    }

    /** Rewrites the Host header and/or the path sent to the backend; null keeps. */
    record UrlRewrite(@Nullable String hostname, @Nullable PathModifier path) implements FilterSpec {
        @Override
        public String name() {
            return "URLRewrite";
        }
    }

    /** Answers with a redirect; null parts are taken from the request. */
    record Redirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathModifier path,
            @Nullable Integer port,
            int status)
            implements FilterSpec {
        @Override
        public String name() {
            return "RequestRedirect";
        }
    }

    /** Sends a copy of {@code numerator/denominator} of the requests to a cluster and drops its answers. */
    record Mirror(Destination destination, int numerator, int denominator) implements FilterSpec {
        public Mirror {
            Check.that(
                    denominator > 0 && numerator >= 0 && numerator <= denominator,
                    "share",
                    numerator + "/" + denominator,
                    "0 to 1");
        }

        @Override
        public String name() {
            return "RequestMirror";
        }
    }

    /** Cross-origin resource sharing, as the Fetch standard's CORS protocol. {@code maxAgeSeconds} is for preflights. */
    record Cors(
            List<String> allowOrigins,
            boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            int maxAgeSeconds)
            implements FilterSpec {
        public Cors {
            allowOrigins = Check.list(allowOrigins);
            allowMethods = Check.list(allowMethods);
            allowHeaders = Check.list(allowHeaders);
            exposeHeaders = Check.list(exposeHeaders);
        }

        @Override
        public String name() {
            return "CORS";
        }
    }

    /**
     * Asks another service whether a request may pass; whatever goes wrong on the way denies it.
     *
     * @param destination {@link Destination.To} or {@link Destination.Fail}
     * @param pathPrefix put before the request's path in the question; HTTP only
     * @param requestHeaders names, lower case, that the question carries besides those it always does
     * @param responseHeaders names, lower case, of the answer that the request then carries; empty takes all
     * @param maxBody bytes of the request's body that the question carries; 0 for none
     */
    record ExternalAuth(
            Destination destination,
            boolean grpc,
            String pathPrefix,
            List<String> requestHeaders,
            List<String> responseHeaders,
            int maxBody)
            implements FilterSpec {
        public ExternalAuth {
            requestHeaders = Check.list(requestHeaders);
            responseHeaders = Check.list(responseHeaders);
            Check.that(maxBody >= 0, "maxBody", maxBody, "zero or more");
        }

        @Override
        public String name() {
            return "ExternalAuth";
        }
    }

    /** Answers every request with a status: stands in for a filter that could not be resolved. */
    record Deny(int status, String why) implements FilterSpec {
        @Override
        public String name() {
            return "Deny";
        }
    }
}
