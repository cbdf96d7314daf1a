package dev.windrose.engine.route;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Rules by the bytes of a path or prefix: a hash table whose hash can be carried along a path. */
final class PathTable {
    private static final PathTable EMPTY = new PathTable(0);

    private final @Nullable Entry[] slots;

    /** The rules of one path, the one that wins first. */
    static final class Entry {
        private final byte[] key;
        private final int hash;
        private final Candidate[] candidates;
        private @Nullable Entry shorter;

        Entry(byte[] key, Candidate[] candidates) {
            this.key = key;
            this.hash = hash(key);
            this.candidates = candidates;
        }

        byte[] key() {
            return key;
        }

        Candidate[] candidates() {
            return candidates;
        }

        /** The next shorter prefix that is part of this one. */
        @Nullable
        Entry shorter() {
            return shorter;
        }

        void shorter(@Nullable Entry entry) {
            shorter = entry;
        }
    }

    private PathTable(int size) {
        slots = new Entry[Integer.highestOneBit(Math.max(1, size)) * 4];
    }

    static PathTable of(Collection<Entry> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        PathTable table = new PathTable(entries.size());
        entries.forEach(table::insert);
        return table;
    }

    boolean isEmpty() {
        return this == EMPTY;
    }

    private void insert(Entry entry) {
        int slot = slot(entry.hash);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
    }

    /** The entry of {@code path[0, length)} whose hash is known, or null. */
    @Nullable
    Entry find(byte[] path, int length, int hash, @Nullable Visits visits) {
        int slot = slot(hash);
        for (Entry entry = slots[slot]; entry != null; entry = slots[slot]) {
            Visits.step(visits);
            if (entry.hash == hash && Arrays.equals(entry.key, 0, entry.key.length, path, 0, length)) {
                return entry;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    private int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (slots.length - 1);
    }

    static int hash(byte[] key) {
        int hash = 0;
        for (byte b : key) {
            hash = step(hash, b);
        }
        return hash;
    }

    /** The hash of a path that is one byte longer. */
    static int step(int hash, byte next) {
        return 31 * hash + next;
    }
}
