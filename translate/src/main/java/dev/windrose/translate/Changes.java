package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Which documents are no longer there, and which are new. What was read again without a change is the very object it was. */
record Changes(List<Document> gone, List<Document> come) {
    /** What lies before the first difference and after the last one is passed over, since most changes are one document's. */
    @SuppressWarnings("ReferenceEquality") // the very objects are meant
    static Changes between(List<Document> before, List<Document> now) {
        int start = 0;
        int least = Math.min(before.size(), now.size());
        while (start < least && before.get(start) == now.get(start)) {
            start++;
        }
        int end = 0;
        while (end < least - start && before.get(before.size() - 1 - end) == now.get(now.size() - 1 - end)) {
            end++;
        }
        List<Document> old = before.subList(start, before.size() - end);
        List<Document> fresh = now.subList(start, now.size() - end);
        return new Changes(without(old, fresh), without(fresh, old));
    }

    private static List<Document> without(List<Document> some, List<Document> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some;
        }
        Set<Document> known = Collections.newSetFromMap(new IdentityHashMap<>(others.size()));
        known.addAll(others);
        List<Document> left = new ArrayList<>();
        for (Document document : some) {
            if (!known.contains(document)) {
                left.add(document);
            }
        }
        return left;
    }
}
