package dev.windrose.documents.kind;

import org.jspecify.annotations.Nullable;

/** One document of a known kind. */
public sealed interface Document
        permits Backend,
                BackendTlsPolicy,
                BackendTrafficPolicy,
                ConfigMap,
                EndpointSlice,
                ExperimentalBackend,
                Gateway,
                GatewayClass,
                GatewayParameters,
                ListenerSet,
                Mesh,
                Namespace,
                ReferenceGrant,
                Route,
                Secret,
                Service {
    /** The kind as written, such as {@code HTTPRoute}. */
    String kind();

    Metadata metadata();

    /** Whether a mistake spoils more of it than a rule: what it takes is refused. */
    default boolean isBroken() {
        return false;
    }

    /**
     * The document with a mistake that no part of it contains. It stays in its place and refuses what it was meant for, so that nothing else
     * takes that; null if nobody can say what it was meant for, and for kinds that take nothing by themselves.
     */
    default @Nullable Document spoiled(String why) {
        return null;
    }
}
