package dev.windrose.translate;

import dev.windrose.model.ListenerSpec;
import java.util.function.Predicate;

/**
 * What of a mesh one proxy is for. A proxy beside a workload, or on a node, is for all Services and the clients of one namespace; one in front of
 * Services is for those, and sees their namespace's own routes.
 *
 * @param namespace of the clients
 * @param carrier the listener that has the connections, captured ({@code ByDestination}) or tunnelled ({@code Tunnel})
 * @param services which Services, by {@code namespace/name}
 */
public record MeshView(String namespace, ListenerSpec carrier, Predicate<String> services) {
    /** For every Service. */
    public MeshView(String namespace, ListenerSpec carrier) {
        this(namespace, carrier, _ -> true);
    }
}
