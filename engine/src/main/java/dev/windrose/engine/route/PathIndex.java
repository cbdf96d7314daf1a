package dev.windrose.engine.route;

import com.google.re2j.Pattern;
import dev.windrose.http.ConfiguredPath;
import dev.windrose.http.RequestHead;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Candidates by path. One pass over a path's bytes meets every prefix that ends at a segment's end; prefixes are linked to the shorter ones within
 * them, so going back needs no stack.
 */
final class PathIndex {
    private static final RegexRoute[] NO_REGEX = {};

    private final PathTable exact;
    private final PathTable prefixes;
    private final PathTable.@Nullable Entry root;
    private final int deepestPrefix;
    private final RegexRoute[] regexes;

    private record RegexRoute(Pattern pattern, Candidate candidate) {}

    private PathIndex(Builder builder) {
        exact = PathTable.of(entries(builder.exact));
        List<PathTable.Entry> prefixEntries = entries(builder.prefixes);
        prefixes = PathTable.of(prefixEntries);
        root = prefixes.find(new byte[0], 0, 0, null);
        int deepest = 0;
        for (PathTable.Entry entry : prefixEntries) {
            byte[] key = entry.key();
            deepest = Math.max(deepest, segments(key));
            entry.shorter(key.length == 0 ? null : longestPrefix(key, lastSlash(key), Integer.MAX_VALUE, null));
        }
        deepestPrefix = deepest;
        regexes = builder.regexes.toArray(NO_REGEX);
    }

    /** The one that wins, or null. An expression that says more of a call is asked even where an exact path or a prefix was found. */
    @Nullable
    Candidate find(RequestHead request, @Nullable Visits visits) {
        Candidate found = findExact(request, visits);
        found = found != null ? found : findPrefix(request, visits);
        return found == null || outranked(found) ? findRegex(request, found, visits) : found;
    }

    private boolean outranked(Candidate found) {
        return regexes.length > 0 && isBefore(regexes[0].candidate, found);
    }

    /** Expressions come after every other path, unless all of them are for calls. */
    private static boolean isBefore(Candidate regex, Candidate found) {
        return regex.rank() < 0 && Candidate.BY_PRECEDENCE.compare(regex, found) < 0;
    }

    private @Nullable Candidate findExact(RequestHead request, @Nullable Visits visits) {
        if (exact.isEmpty()) {
            return null;
        }
        byte[] path = request.target();
        int length = request.pathLength();
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = PathTable.step(hash, path[i]);
        }
        PathTable.Entry entry = exact.find(path, length, hash, visits);
        return entry == null ? null : first(entry.candidates(), request, visits);
    }

    private @Nullable Candidate findPrefix(RequestHead request, @Nullable Visits visits) {
        PathTable.Entry entry = longestPrefix(request.target(), request.pathLength(), deepestPrefix, visits);
        for (; entry != null; entry = entry.shorter()) {
            Candidate found = first(entry.candidates(), request, visits);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private PathTable.@Nullable Entry longestPrefix(byte[] path, int length, int depth, @Nullable Visits visits) {
        PathTable.Entry longest = root;
        int hash = 0;
        int segment = 0;
        for (int i = 0; i <= length && segment <= depth; i++) {
            if (i == length || path[i] == '/') {
                PathTable.Entry entry = i == 0 ? null : prefixes.find(path, i, hash, visits);
                longest = entry != null ? entry : longest;
                segment++;
            }
            if (i < length) {
                hash = PathTable.step(hash, path[i]);
            }
        }
        return longest;
    }

    /** The first that matches and is not below {@code otherwise}; else that. */
    private @Nullable Candidate findRegex(RequestHead request, @Nullable Candidate otherwise, @Nullable Visits visits) {
        for (RegexRoute regex : regexes) {
            if (otherwise != null && !isBefore(regex.candidate, otherwise)) {
                return otherwise;
            }
            Visits.step(visits);
            if (regex.pattern.matches(request.path()) && regex.candidate.matches(request)) {
                return regex.candidate;
            }
        }
        return otherwise;
    }

    private static @Nullable Candidate first(Candidate[] candidates, RequestHead request, @Nullable Visits visits) {
        for (Candidate candidate : candidates) {
            Visits.step(visits);
            if (candidate.matches(request)) {
                return candidate;
            }
        }
        return null;
    }

    private static List<PathTable.Entry> entries(Map<String, List<Candidate>> byPath) {
        List<PathTable.Entry> entries = new ArrayList<>();
        byPath.forEach((path, candidates) -> {
            candidates.sort(Candidate.BY_PRECEDENCE);
            entries.add(new PathTable.Entry(
                    path.getBytes(StandardCharsets.ISO_8859_1), candidates.toArray(Candidate.NONE)));
        });
        return entries;
    }

    private static int segments(byte[] key) {
        int slashes = 0;
        for (byte b : key) {
            slashes += b == '/' ? 1 : 0;
        }
        return slashes;
    }

    private static int lastSlash(byte[] key) {
        int at = key.length - 1;
        while (at > 0 && key[at] != '/') {
            at--;
        }
        return at;
    }

    /** Collects candidates. */
    static final class Builder {
        private final Map<String, List<Candidate>> exact = new LinkedHashMap<>();
        private final Map<String, List<Candidate>> prefixes = new LinkedHashMap<>();
        private final List<RegexRoute> regexes = new ArrayList<>();

        /** Throws {@link IllegalArgumentException} or {@link com.google.re2j.PatternSyntaxException} for a path that cannot be compiled. */
        void add(PathMatch match, Candidate candidate) {
            switch (match) {
                case PathMatch.Exact path -> put(exact, ConfiguredPath.canonical(path.value()), candidate);
                case PathMatch.Prefix path ->
                    put(prefixes, withoutTrailingSlash(ConfiguredPath.canonical(path.value())), candidate);
                case PathMatch.Regex path -> regexes.add(new RegexRoute(Pattern.compile(path.value()), candidate));
                case PathMatch.Call call -> add(call, candidate);
            }
        }

        /** A service alone is a prefix, and with a method an exact path, so that most calls are found by a hash. */
        private void add(PathMatch.Call call, Candidate candidate) {
            String service = call.service();
            String method = call.method();
            if (service == null || call.kind() == ValueMatch.Kind.REGEX) {
                regexes.add(new RegexRoute(Pattern.compile(call.expression()), candidate));
            } else if (method == null) {
                put(prefixes, "/" + service, candidate);
            } else {
                put(exact, "/" + service + "/" + method, candidate);
            }
        }

        PathIndex build() {
            regexes.sort(Comparator.comparing(RegexRoute::candidate, Candidate.BY_PRECEDENCE));
            return new PathIndex(this);
        }

        private static void put(Map<String, List<Candidate>> byPath, String path, Candidate candidate) {
            byPath.computeIfAbsent(path, p -> new ArrayList<>(1)).add(candidate);
        }

        private static String withoutTrailingSlash(String path) {
            return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }
    }
}
