package dev.windrose.translate;

import dev.windrose.documents.kind.RouteFilter;
import dev.windrose.documents.kind.RouteFilter.PathChange;
import dev.windrose.documents.kind.RouteRule.Match;
import dev.windrose.documents.kind.RouteRule.PathMatch;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderChanges;
import dev.windrose.model.FilterSpec.HeaderValue;
import dev.windrose.model.FilterSpec.PathModifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the filters of one route's rules and backends, in document order. What cannot be translated denies. */
final class Filters {
    private final Backends.View backends;
    private final Draft draft;
    private final RouteIssues issues;

    Filters(Backends.View backends, Draft draft, RouteIssues issues) {
        this.backends = backends;
        this.draft = draft;
        this.issues = issues;
    }

    List<FilterSpec> translate(List<RouteFilter> written, List<Match> matches) {
        List<FilterSpec> filters = new ArrayList<>();
        String clash = clash(written);
        if (clash != null) {
            Position at = written.getFirst().at();
            draft.error(at, "incompatible-filters", "filters: " + clash);
            issues.reject("IncompatibleFilters", clash);
            filters.add(new FilterSpec.Deny(500, clash));
            return filters;
        }
        for (RouteFilter filter : written) {
            FilterSpec translated = one(filter, matches);
            if (translated != null) {
                filters.add(translated);
            }
        }
        return filters;
    }

    private static @Nullable String clash(List<RouteFilter> written) {
        Set<String> seen = new HashSet<>();
        for (RouteFilter filter : written) {
            String type = type(filter);
            boolean repeatable = filter instanceof RouteFilter.Mirror || filter instanceof RouteFilter.Extension;
            if (!seen.add(type) && !repeatable) {
                return type + " written twice (expected: once)";
            }
        }
        return seen.contains("RequestRedirect") && seen.contains("URLRewrite")
                ? "RequestRedirect beside URLRewrite (expected: one of the two)"
                : null;
    }

    private static String type(RouteFilter filter) {
        return switch (filter) {
            case RouteFilter.Headers f -> f.response() ? "ResponseHeaderModifier" : "RequestHeaderModifier";
            case RouteFilter.Redirect _ -> "RequestRedirect";
            case RouteFilter.Rewrite _ -> "URLRewrite";
            case RouteFilter.Mirror _ -> "RequestMirror";
            case RouteFilter.Cors _ -> "CORS";
            case RouteFilter.ExternalAuth _ -> "ExternalAuth";
            case RouteFilter.Extension _ -> "ExtensionRef";
            case RouteFilter.Unreadable _ -> "filter";
        };
    }

    private @Nullable FilterSpec one(RouteFilter filter, List<Match> matches) {
        String mistake = Sendable.mistake(filter);
        if (mistake != null) {
            return deny(filter.at(), mistake);
        }
        return switch (filter) {
            case RouteFilter.Headers f -> headers(f);
            case RouteFilter.Redirect f -> redirect(f, matches);
            case RouteFilter.Rewrite f -> rewrite(f, matches);
            case RouteFilter.Mirror f -> mirror(f);
            case RouteFilter.Cors f -> cors(f);
            case RouteFilter.ExternalAuth f -> externalAuth(f);
            case RouteFilter.Extension f -> extension(f);
            case RouteFilter.Unreadable _ -> new FilterSpec.Deny(500, "a filter of this rule has a mistake");
        };
    }

    private static FilterSpec headers(RouteFilter.Headers f) {
        HeaderChanges changes = new HeaderChanges(values(f.set()), values(f.add()), lower(f.remove()));
        return f.response() ? new FilterSpec.ResponseHeaders(changes) : new FilterSpec.RequestHeaders(changes);
    }

    private static List<HeaderValue> values(List<RouteFilter.Header> written) {
        return written.stream()
                .map(header -> new HeaderValue(header.name().toLowerCase(Locale.ROOT), header.value()))
                .toList();
    }

    private FilterSpec redirect(RouteFilter.Redirect f, List<Match> matches) {
        PathChange change = f.path();
        String mistake = change == null ? null : prefixMistake(change, matches);
        return mistake != null
                ? deny(f.at(), mistake)
                : new FilterSpec.Redirect(f.scheme(), f.hostname(), path(change, matches), f.port(), f.status());
    }

    private FilterSpec rewrite(RouteFilter.Rewrite f, List<Match> matches) {
        PathChange change = f.path();
        String mistake = change == null ? null : prefixMistake(change, matches);
        return mistake != null ? deny(f.at(), mistake) : new FilterSpec.UrlRewrite(f.hostname(), path(change, matches));
    }

    /** ReplacePrefixMatch needs to know which prefix: all matches must have the same one. */
    private static @Nullable String prefixMistake(PathChange change, List<Match> matches) {
        if (!change.prefix()) {
            return null;
        }
        Set<String> prefixes = new HashSet<>();
        for (Match match : matches) {
            PathMatch path = match.path();
            if (path != null && !path.type().equals("PathPrefix")) {
                return "ReplacePrefixMatch with a path match of type " + path.type() + " (expected: PathPrefix)";
            }
            prefixes.add(path == null ? "/" : path.value());
        }
        return prefixes.size() > 1
                ? "ReplacePrefixMatch with several prefixes (expected: one match, or matches of one prefix)"
                : null;
    }

    private static @Nullable PathModifier path(@Nullable PathChange change, List<Match> matches) {
        if (change == null) {
            return null;
        }
        if (!change.prefix()) {
            return new PathModifier.FullPath(change.value());
        }
        PathMatch path = matches.isEmpty() ? null : matches.getFirst().path();
        return new PathModifier.PrefixMatch(path == null ? "/" : path.value(), change.value());
    }

    private FilterSpec deny(Position at, String why) {
        draft.error(at, "invalid-filter", "filters: " + why);
        issues.reject("UnsupportedValue", why);
        return new FilterSpec.Deny(500, why);
    }

    /** A mirror without a backend is dropped: its requests are served all the same. */
    private @Nullable FilterSpec mirror(RouteFilter.Mirror f) {
        Backends.Found found = backends.find(f.backend());
        if (found.id() == null) {
            issues.unresolved(found.problem());
            return null;
        }
        return new FilterSpec.Mirror(new Destination.To(found.id()), f.numerator(), f.denominator());
    }

    /** Without a service to ask nothing may pass. */
    private FilterSpec externalAuth(RouteFilter.ExternalAuth f) {
        Backends.Found found = backends.find(f.backend());
        if (found.id() == null) {
            issues.unresolved(found.problem());
            return new FilterSpec.Deny(500, found.why());
        }
        return new FilterSpec.ExternalAuth(
                new Destination.To(found.id()),
                f.grpc(),
                f.path(),
                lower(f.allowedHeaders()),
                lower(f.allowedResponseHeaders()),
                f.maxBody());
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private static FilterSpec cors(RouteFilter.Cors f) {
        return new FilterSpec.Cors(
                f.allowOrigins(),
                f.allowCredentials(),
                f.allowMethods(),
                f.allowHeaders(),
                f.exposeHeaders(),
                f.maxAge());
    }

    /** There are no kinds of filters by reference yet, so none resolves; skipping one would be unsafe. */
    private FilterSpec extension(RouteFilter.Extension f) {
        String why =
                "extensionRef: " + f.ref().kindOr("(no kind)") + " " + f.ref().name() + " is not a known filter";
        draft.error(f.at(), "unknown-filter", why);
        issues.unresolved(new Unresolved("InvalidKind", why));
        return new FilterSpec.Deny(500, why);
    }
}
