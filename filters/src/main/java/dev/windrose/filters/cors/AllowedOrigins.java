package dev.windrose.filters.cors;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Origins that may read answers: exact, with one wildcard ({@code https://*.example.com}), or any ({@code *}). */
final class AllowedOrigins {
    private final boolean any;
    private final Set<String> exact = new HashSet<>();
    private final List<Wildcard> wildcards = new ArrayList<>();

    private record Wildcard(String before, String after) {
        /** The star stands for one or more characters of a host, dots included; at the end also for a port. */
        boolean matches(String origin) {
            int end = origin.length() - after.length();
            if (end <= before.length() || !origin.startsWith(before) || !origin.endsWith(after)) {
                return false;
            }
            for (int i = before.length(); i < end; i++) {
                if (!isHostChar(origin.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isHostChar(char c) {
            return Character.isLetterOrDigit(c) || c == '.' || c == '-' || (c == ':' && after.isEmpty());
        }
    }

    AllowedOrigins(List<String> patterns) {
        any = patterns.contains("*");
        for (String pattern : patterns) {
            String lower = pattern.toLowerCase(Locale.ROOT);
            int star = lower.indexOf('*');
            if (star < 0) {
                exact.add(lower);
            } else if (lower.indexOf('*', star + 1) >= 0) {
                throw new IllegalArgumentException("origin: " + pattern + " (expected: at most one *)");
            } else if (lower.length() > 1) {
                wildcards.add(new Wildcard(lower.substring(0, star), lower.substring(star + 1)));
            }
        }
    }

    boolean isAny() {
        return any;
    }

    boolean allows(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return any || exact.contains(lower) || wildcards.stream().anyMatch(pattern -> pattern.matches(lower));
    }
}
