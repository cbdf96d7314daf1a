package dev.windrose.documents.kind;

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
}
