package dev.windrose.kubernetes.watch;

import java.util.List;

/**
 * How much of the cluster is looked at.
 *
 * @param namespaces empty for all
 * @param labels a label selector for Gateways, ListenerSets, routes and policies; empty for all
 */
public record Scope(List<String> namespaces, String labels) {
    public static final Scope WHOLE = new Scope(List.of(), "");

    public Scope {
        namespaces = List.copyOf(namespaces);
    }
}
