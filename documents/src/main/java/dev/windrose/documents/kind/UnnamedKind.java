package dev.windrose.documents.kind;

import org.jspecify.annotations.Nullable;

/** The kinds that references mean which name none, for fields that refer to Secrets and ConfigMaps. */
public final class UnnamedKind {
    /** Of certificates with keys. */
    public static final String CERTIFICATE = "Secret";
    /** Of trusted roots. */
    public static final String ROOTS = "ConfigMap";
    /** Of keys of sessions. */
    public static final String SESSION_KEY = "Secret";

    private UnnamedKind() {}

    /** What is meant in a field of this name; null where the kind must be written, or no Secret or ConfigMap is meant. */
    public static @Nullable String of(String field) {
        return switch (field) {
            case "certificateRefs", "clientCertificateRef" -> CERTIFICATE;
            case "caCertificateRefs" -> ROOTS;
            case "sessionKeyRefs" -> SESSION_KEY;
            default -> null;
        };
    }
}
