package dev.windrose.filters.rewrite;

import dev.windrose.http.ConfiguredPath;
import dev.windrose.model.FilterSpec.PathModifier;

/** A path modifier ready to be used: on canonical paths, giving canonical paths. */
public final class PathChange {
    private final boolean whole;
    private final String prefix;
    private final String replacement;

    private PathChange(boolean whole, String prefix, String replacement) {
        this.whole = whole;
        this.prefix = prefix;
        this.replacement = replacement;
    }

    /** Throws {@link IllegalArgumentException} for a path that cannot be sent. An empty replacement stands for the root. */
    public static PathChange of(PathModifier modifier) {
        return switch (modifier) {
            case PathModifier.FullPath(String value) -> new PathChange(true, "", canonical(value));
            case PathModifier.PrefixMatch(String matched, String replacement) ->
                new PathChange(false, withoutTrailingSlash(canonical(matched)), canonical(replacement));
        };
    }

    /** The new path. Without the prefix in front the path stays. */
    public String apply(String path) {
        if (whole) {
            return replacement;
        }
        boolean inside =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        if (!inside) {
            return path;
        }
        String rest = path.substring(prefix.length());
        return rest.isEmpty() ? replacement : withoutTrailingSlash(replacement) + rest;
    }

    private static String canonical(String path) {
        return path.isEmpty() ? "/" : ConfiguredPath.canonical(path);
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
