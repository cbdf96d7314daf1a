package dev.windrose.documents.kind;

/** One document of a known kind. */
public sealed interface Document
        permits Backend,
                ConfigMap,
                EndpointSlice,
                Gateway,
                GatewayClass,
                HttpRoute,
                Namespace,
                ReferenceGrant,
                Secret,
                Service {
    /** The kind as written, such as {@code HTTPRoute}. */
    String kind();

    Metadata metadata();
}
