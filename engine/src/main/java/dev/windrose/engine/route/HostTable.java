package dev.windrose.engine.route;

import dev.windrose.model.HostPattern;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by host pattern, found from the most to the least specific without making a String: the hash runs from the last character to the
 * first, so that one pass over a name meets the hash of each of its wildcards on the way.
 */
final class HostTable<T> {
    private final Entry<T>[] slots;
    private final @Nullable Entry<T> any;

    /** A pattern's value, linked to the next less specific pattern that matches whatever this one does. */
    static final class Entry<T> {
        /** The exact name, or a wildcard without its star: {@code .example.com}. */
        private final String key;

        private final int hash;
        private final T value;
        private @Nullable Entry<T> lessSpecific;
        private @Nullable Entry<T> sameSlot;

        private Entry(String key, T value) {
            this.key = key;
            this.hash = hash(key);
            this.value = value;
        }

        T value() {
            return value;
        }

        @Nullable
        Entry<T> lessSpecific() {
            return lessSpecific;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    HostTable(Map<HostPattern, T> values) {
        slots = new Entry[Integer.highestOneBit(Math.max(1, values.size())) * 2];
        Map<HostPattern, Entry<T>> entries = new LinkedHashMap<>();
        values.forEach((pattern, value) -> entries.put(pattern, new Entry<>(key(pattern), value)));
        any = entries.remove(HostPattern.ANY);
        entries.values().forEach(this::insert);
        link(entries.values());
    }

    private void insert(Entry<T> entry) {
        int slot = slot(entry.hash);
        entry.sameSlot = slots[slot];
        slots[slot] = entry;
    }

    private void link(Collection<Entry<T>> entries) {
        for (Entry<T> entry : entries) {
            entry.lessSpecific = wildcard(entry.key, entry.key.length());
        }
    }

    /** The most specific entry for {@code name[0, length)}, lower case; or null. */
    @Nullable
    Entry<T> find(String name, int length, @Nullable Visits visits) {
        Visits.step(visits);
        Entry<T> exact = probe(name, 0, length, hash(name, length));
        return exact != null ? exact : wildcard(name, length);
    }

    /** The longest wildcard that stands for at least one character in front of it, else the entry for any host. */
    private @Nullable Entry<T> wildcard(String name, int length) {
        Entry<T> longest = any;
        int hash = 0;
        for (int i = length - 1; i > 0; i--) {
            char c = name.charAt(i);
            hash = 31 * hash + c;
            if (c == '.') {
                Entry<T> found = probe(name, i, length, hash);
                longest = found != null ? found : longest;
            }
        }
        return longest;
    }

    private @Nullable Entry<T> probe(String name, int from, int to, int hash) {
        for (Entry<T> entry = slots[slot(hash)]; entry != null; entry = entry.sameSlot) {
            if (entry.hash == hash
                    && entry.key.length() == to - from
                    && name.regionMatches(from, entry.key, 0, to - from)) {
                return entry;
            }
        }
        return null;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    private static String key(HostPattern pattern) {
        return pattern.isWildcard() ? pattern.value().substring(1) : pattern.value();
    }

    private static int hash(String key) {
        return hash(key, key.length());
    }

    private static int hash(String name, int length) {
        int hash = 0;
        for (int i = length - 1; i >= 0; i--) {
            hash = 31 * hash + name.charAt(i);
        }
        return hash;
    }
}
