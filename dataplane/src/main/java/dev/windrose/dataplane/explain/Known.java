package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.model.HostPattern;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents and statuses by kind and name. */
final class Known {
    private final Map<String, Document> documents = new LinkedHashMap<>();
    private final Map<String, DocumentStatus> statuses = new HashMap<>();

    Known(Written written) {
        written.documents().all().forEach(each -> documents.putIfAbsent(object(each), each));
        written.statuses()
                .forEach(each ->
                        statuses.putIfAbsent(each.kind() + " " + each.metadata().key(), each));
    }

    /** {@code kind namespace/name}. */
    static String object(Document document) {
        return document.kind() + " " + document.metadata().key();
    }

    Iterable<Document> documents() {
        return documents.values();
    }

    @Nullable
    Document document(String object) {
        return documents.get(object);
    }

    @Nullable
    DocumentStatus status(Document document) {
        return statuses.get(object(document));
    }

    /** What a document says is its parent and is not there, as its status tells; null if there is no such. */
    @Nullable
    String absence(Document document) {
        DocumentStatus status = status(document);
        return status == null || status.missing().isEmpty()
                ? null
                : status.missing().getFirst().message();
    }

    /** The listeners of a Gateway or ListenerSet; of anything else none. */
    static List<Listener> listeners(@Nullable Document owner) {
        if (owner instanceof Gateway gateway) {
            return gateway.listeners();
        }
        return owner instanceof ListenerSet set ? set.listeners() : List.of();
    }

    /** The first condition of these types that does not hold, or null. */
    static @Nullable Condition unmet(List<Condition> conditions, String... types) {
        for (String type : types) {
            for (Condition condition : conditions) {
                if (condition.type().equals(type) && !condition.holds()) {
                    return condition;
                }
            }
        }
        return null;
    }

    /** {@code reason: message}. */
    static String text(Condition condition) {
        return condition.reason() + (condition.message().isEmpty() ? "" : ": " + condition.message());
    }

    /** Whether what is asked about can come to a listener, as it is written. */
    static boolean comesTo(Asked asked, Listener listener) {
        String name = listener.hostname();
        boolean named =
                name != null && !asked.host().isEmpty() && listener.protocol().matches("HTTPS?|TLS");
        return asked.comesTo(listener.protocol(), listener.port())
                && (!named || new HostPattern(String.valueOf(name)).matches(asked.host()));
    }
}
