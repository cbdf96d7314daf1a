package dev.windrose.translate;

import dev.windrose.documents.kind.RouteFilter;
import dev.windrose.documents.kind.RouteFilter.Header;
import dev.windrose.documents.kind.RouteFilter.PathChange;
import dev.windrose.http.ConfiguredHeader;
import dev.windrose.http.ConfiguredHost;
import dev.windrose.http.ConfiguredPath;
import dev.windrose.http.HeaderName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a filter can be told to send. The definitions of the kinds let pass more than a message can carry. */
final class Sendable {
    private Sendable() {}

    /** What about a filter cannot be sent, or null. */
    static @Nullable String mistake(RouteFilter filter) {
        try {
            check(filter);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** What about a path that requests are to have is such that none can have it, or null. */
    static @Nullable String mistake(String path) {
        try {
            ConfiguredPath.canonical(path);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static void check(RouteFilter filter) {
        switch (filter) {
            case RouteFilter.Headers f -> headers(f);
            case RouteFilter.Redirect f -> path(f.path());
            case RouteFilter.Rewrite f -> path(f.path());
            case RouteFilter.Cors f -> {
                f.allowOrigins().forEach(Sendable::origin);
                names(f.allowMethods());
                names(f.allowHeaders());
                names(f.exposeHeaders());
            }
            case RouteFilter.ExternalAuth f -> {
                if (!f.path().isEmpty()) {
                    ConfiguredPath.canonical(f.path());
                }
                names(f.allowedHeaders());
                names(f.allowedResponseHeaders());
            }
            case RouteFilter.Mirror _, RouteFilter.Extension _, RouteFilter.Unreadable _ -> {}
        }
    }

    private static void headers(RouteFilter.Headers f) {
        for (Header header : f.add()) {
            if (isHost(f, header)) {
                throw new IllegalArgumentException("add: host (expected: set, since a request has one host)");
            }
            ConfiguredHeader.value(HeaderName.of(header.name()), header.value());
        }
        for (Header header : f.set()) {
            if (isHost(f, header)) {
                ConfiguredHost.checked(header.value());
            } else {
                ConfiguredHeader.value(HeaderName.of(header.name()), header.value());
            }
        }
        names(f.remove());
    }

    private static boolean isHost(RouteFilter.Headers f, Header header) {
        return !f.response() && header.name().equalsIgnoreCase("host");
    }

    private static void path(@Nullable PathChange change) {
        if (change != null && !change.value().isEmpty()) {
            ConfiguredPath.canonical(change.value());
        }
    }

    private static void origin(String pattern) {
        if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
            throw new IllegalArgumentException("origin: " + pattern + " (expected: at most one *)");
        }
    }

    private static void names(List<String> names) {
        names.forEach(HeaderName::of);
    }
}
