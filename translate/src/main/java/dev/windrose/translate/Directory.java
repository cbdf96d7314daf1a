package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.Namespace;
import dev.windrose.documents.kind.ReferenceGrant;
import dev.windrose.documents.kind.ReferenceGrant.From;
import dev.windrose.documents.kind.ReferenceGrant.To;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds documents by kind and name, independent of the order they were read in. Of two with one name the first in file order counts. */
final class Directory {
    /** Each looks at every name there is, and more problems of one kind are not told. */
    private static final int MOST_GUESSES = Problems.MOST;

    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    /** Oldest first, then by name: the order that decides between equals. Without a date comes last. */
    static final Comparator<Document> AGE = Comparator.comparing(
                    (Document document) -> document.metadata().created(),
                    Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(document -> document.metadata().key());

    private final Map<String, Map<String, Document>> byKind = new HashMap<>();
    private final Map<String, List<EndpointSlice>> slices = new HashMap<>();
    private final Map<String, String> rejected = new HashMap<>();
    private int guesses;

    Directory(Documents documents, Problems problems) {
        List<Document> inOrder = new ArrayList<>(documents.all());
        inOrder.sort(Comparator.comparing(document -> document.metadata().at()));
        for (Document document : inOrder) {
            add(document, problems);
        }
        documents
                .rejected()
                .forEach(r -> rejected.put(r.kind() + " " + r.metadata().key(), r.why()));
    }

    private void add(Document document, Problems problems) {
        String key = document.metadata().key();
        Document first =
                byKind.computeIfAbsent(document.kind(), _ -> new TreeMap<>()).putIfAbsent(key, document);
        if (first != null) {
            problems.add(Problem.error(
                    document.metadata().at(),
                    "duplicate-document",
                    document.kind() + " " + key + ": written twice (first at "
                            + first.metadata().at() + ")"));
        } else if (document instanceof EndpointSlice slice && slice.service() != null) {
            String service = slice.metadata().namespace() + "/" + slice.service();
            slices.computeIfAbsent(service, _ -> new ArrayList<>()).add(slice);
        }
    }

    /** All of a kind, by {@link #AGE}. */
    <T extends Document> List<T> all(Class<T> type, String kind) {
        List<T> all = new ArrayList<>();
        byKind.getOrDefault(kind, Map.of()).values().forEach(document -> all.add(type.cast(document)));
        all.sort(AGE);
        return all;
    }

    <T extends Document> @Nullable T find(Class<T> type, String kind, String key) {
        Document found = byKind.getOrDefault(kind, Map.of()).get(key);
        return found == null ? null : type.cast(found);
    }

    /** Why nothing was found under a name, with a hint where one is near. */
    String absence(String kind, String key) {
        String why = rejected.get(kind + " " + key);
        if (why != null) {
            return kind + " " + key + ": has a mistake: " + why;
        }
        String hint = near(kind, key);
        return kind + " " + key + ": not found" + (hint == null ? "" : ", " + hint);
    }

    /** A question that names the nearest document of a kind, or null. */
    @Nullable
    String near(String kind, String key) {
        if (++guesses > MOST_GUESSES) {
            return null;
        }
        String hint = DidYouMean.hint(key, byKind.getOrDefault(kind, Map.of()).keySet());
        return hint == null ? null : hint.replace("mean ", "mean " + kind + " ");
    }

    List<EndpointSlice> slicesOf(String service) {
        return slices.getOrDefault(service, List.of());
    }

    /** The labels of a namespace; the one that Kubernetes gives to every namespace is there without a document. */
    Map<String, String> namespaceLabels(String name) {
        Map<String, String> labels = new LinkedHashMap<>();
        Namespace document = find(Namespace.class, "Namespace", name);
        if (document != null) {
            labels.putAll(document.metadata().labels());
        }
        labels.put("kubernetes.io/metadata.name", name);
        return labels;
    }

    /** Whether a document of {@code fromKind} in one namespace may refer to one in another. */
    boolean permits(String fromKind, String fromNamespace, Target target) {
        if (fromNamespace.equals(target.namespace())) {
            return true;
        }
        From from = new From(GATEWAY_GROUP, fromKind, fromNamespace);
        for (ReferenceGrant grant : all(ReferenceGrant.class, "ReferenceGrant")) {
            if (grant.metadata().namespace().equals(target.namespace())
                    && grant.from().contains(from)
                    && grant.to().stream().anyMatch(to -> covers(to, target))) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(To to, Target target) {
        return to.group().equals(target.group())
                && to.kind().equals(target.kind())
                && (to.name() == null || to.name().equals(target.name()));
    }

    /** What a reference points at. */
    record Target(String group, String kind, String namespace, String name) {
        String key() {
            return namespace + "/" + name;
        }

        /** The kind as people write it, with a group that is not that of Kubernetes itself. */
        String type() {
            return group.isEmpty() ? kind : group + "/" + kind;
        }
    }
}
