package dev.windrose.documents.yaml;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a mapping has under its keys; of one written twice the first counts. Notes which were asked for. */
final class Entries {
    /** So many are looked through; most mappings have fewer, and a list of keys is cheaper than a table. */
    private static final int FEW = 16;

    private final Node.Mapping mapping;
    private final boolean[] asked;
    private final @Nullable Map<String, Integer> places;

    Entries(Node.Mapping mapping) {
        this.mapping = mapping;
        this.asked = new boolean[mapping.size()];
        this.places = mapping.size() > FEW ? places(mapping) : null;
    }

    private static Map<String, Integer> places(Node.Mapping mapping) {
        Map<String, Integer> places = HashMap.newHashMap(mapping.size());
        for (int i = 0; i < mapping.size(); i++) {
            if (mapping.key(i) instanceof Node.Scalar key) {
                places.putIfAbsent(key.value(), i);
            }
        }
        return places;
    }

    int size() {
        return asked.length;
    }

    Node key(int place) {
        return mapping.key(place);
    }

    Node value(int place) {
        return mapping.value(place);
    }

    /** The place of a key, or -1. */
    int find(String key) {
        if (places != null) {
            return places.getOrDefault(key, -1);
        }
        for (int i = 0; i < asked.length; i++) {
            if (mapping.key(i) instanceof Node.Scalar scalar && scalar.value().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The place of a key, or -1; it is one that somebody reads. */
    int ask(String key) {
        int place = find(key);
        if (place >= 0) {
            asked[place] = true;
        }
        return place;
    }

    boolean isAsked(int place) {
        return asked[place];
    }

    Node.Mapping mapping() {
        return mapping;
    }
}
