package dev.windrose.translate;

import dev.windrose.documents.kind.Metadata;
import java.util.List;

/**
 * What became of a document.
 *
 * @param conditions of the document itself; empty for routes
 * @param listeners of Gateways
 * @param parents of routes, one for each parent reference that is ours
 */
public record DocumentStatus(
        String kind,
        Metadata metadata,
        List<Condition> conditions,
        List<ListenerStatus> listeners,
        List<ParentStatus> parents) {
    public DocumentStatus {
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
        parents = List.copyOf(parents);
    }

    /** One listener's conditions, and how many routes were accepted by it. */
    public record ListenerStatus(
            String name, int attachedRoutes, List<String> supportedKinds, List<Condition> conditions) {
        public ListenerStatus {
            supportedKinds = List.copyOf(supportedKinds);
            conditions = List.copyOf(conditions);
        }
    }

    /** What one parent says of a route; {@code parent} is {@code namespace/name}, with {@code /section} and {@code :port} as written. */
    public record ParentStatus(String parent, List<Condition> conditions) {
        public ParentStatus {
            conditions = List.copyOf(conditions);
        }
    }

    static DocumentStatus of(String kind, Metadata metadata, Condition condition) {
        return new DocumentStatus(kind, metadata, List.of(condition), List.of(), List.of());
    }
}
