package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Ref;
import java.util.List;

/**
 * What became of a document, as the {@code status} of its kind says it.
 *
 * @param conditions of the document itself; empty for routes and policies, and for a ListenerSet of no Gateway of ours
 * @param listeners of Gateways and ListenerSets
 * @param parents of routes, one for each parent reference that is ours
 * @param missing of routes and ListenerSets: parents that are not there
 * @param ancestors of policies, one for each gateway that they have an effect on; of an XBackend, for each that sends to it
 * @param reached of Gateways: where they are reached
 */
public record DocumentStatus(
        String kind,
        Metadata metadata,
        List<Condition> conditions,
        List<ListenerStatus> listeners,
        List<ParentStatus> parents,
        List<MissingParent> missing,
        List<AncestorStatus> ancestors,
        Reached reached) {
    public DocumentStatus {
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
        parents = List.copyOf(parents);
        missing = List.copyOf(missing);
        ancestors = List.copyOf(ancestors);
    }

    /**
     * Where a Gateway is reached.
     *
     * @param ports those of its own listeners, whatever became of them, and those of the listeners that it has taken from ListenerSets; in order,
     *     each once
     * @param listenerSets how many ListenerSets it has taken
     */
    public record Reached(List<Address> addresses, List<Port> ports, int listenerSets) {
        static final Reached NONE = new Reached(List.of(), List.of(), 0);

        public Reached {
            addresses = List.copyOf(addresses);
            ports = List.copyOf(ports);
        }
    }

    /** A port of a Gateway; {@code datagrams} tells UDP from TCP. */
    public record Port(int number, boolean datagrams) {}

    /** One listener's conditions, and how many routes were accepted by it. */
    public record ListenerStatus(
            String name, int attachedRoutes, List<RouteKind> supportedKinds, List<Condition> conditions) {
        public ListenerStatus {
            supportedKinds = List.copyOf(supportedKinds);
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * What one parent says of a route.
     *
     * @param ref as written in the route, or made for a gateway that takes it by default
     * @param parent {@code namespace/name}, with {@code /section} and {@code :port} as written
     */
    public record ParentStatus(Ref ref, String parent, List<Condition> conditions) {
        public ParentStatus {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * A parent of a route or ListenerSet that is not there. It may be anybody's, so that no status is written for it; people are told all the same.
     *
     * @param parent as {@link ParentStatus#parent} has it
     */
    public record MissingParent(String parent, String message) {}

    /** What a policy does for one gateway, {@code namespace/name}. */
    public record AncestorStatus(String gateway, List<Condition> conditions) {
        public AncestorStatus {
            conditions = List.copyOf(conditions);
        }
    }

    static DocumentStatus of(String kind, Metadata metadata, List<Condition> conditions) {
        return new DocumentStatus(kind, metadata, conditions, List.of(), List.of(), List.of(), List.of(), Reached.NONE);
    }

    static DocumentStatus of(String kind, Metadata metadata, Condition condition) {
        return of(kind, metadata, List.of(condition));
    }

    static DocumentStatus ofAttached(
            String kind, Metadata metadata, List<ParentStatus> parents, List<MissingParent> missing) {
        return new DocumentStatus(kind, metadata, List.of(), List.of(), parents, missing, List.of(), Reached.NONE);
    }

    static DocumentStatus ofPolicy(String kind, Metadata metadata, List<AncestorStatus> ancestors) {
        return new DocumentStatus(kind, metadata, List.of(), List.of(), List.of(), List.of(), ancestors, Reached.NONE);
    }
}
