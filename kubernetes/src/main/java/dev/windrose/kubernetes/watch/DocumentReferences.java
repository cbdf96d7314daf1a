package dev.windrose.kubernetes.watch;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.BackendTlsPolicy;
import dev.windrose.documents.kind.BackendTrafficPolicy;
import dev.windrose.documents.kind.ConfigMap;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.ExperimentalBackend;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.GatewayParameters;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Mesh;
import dev.windrose.documents.kind.Namespace;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.ReferenceGrant;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.TlsValidation;
import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.kubernetes.api.ObjectKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Secrets and ConfigMaps that documents name and are not among them: as {@link References}, for what is no object of the server. */
final class DocumentReferences {
    private final Set<ObjectKey> found = new TreeSet<>();

    private DocumentReferences() {}

    static Set<ObjectKey> of(Documents documents) {
        DocumentReferences references = new DocumentReferences();
        documents.all().forEach(references::document);
        for (Document each : documents.all()) {
            references.found.remove(new ObjectKey(
                    each.kind(), each.metadata().namespace(), each.metadata().name()));
        }
        return references.found;
    }

    private void document(Document document) {
        String home = document.metadata().namespace();
        switch (document) {
            case Gateway gateway -> {
                listeners(gateway.listeners(), home);
                gateway.frontend().values().forEach(each -> roots(each.caCertificateRefs(), home));
                take(gateway.clientCertificate(), UnnamedKind.CERTIFICATE, home);
            }
            case ListenerSet set -> listeners(set.listeners(), home);
            case BackendTlsPolicy policy -> validation(policy.validation(), home);
            case ExperimentalBackend backend -> {
                if (backend.tls() != null) {
                    validation(backend.tls().validation(), home);
                    take(backend.tls().clientCertificate(), UnnamedKind.CERTIFICATE, home);
                }
            }
            case Backend backend -> {
                if (backend.tls() != null) {
                    roots(backend.tls().caCertificateRefs(), home);
                    take(backend.tls().clientCertificateRef(), UnnamedKind.CERTIFICATE, home);
                }
            }
            case GatewayParameters parameters -> {
                if (parameters.sessionKeys() != null) {
                    parameters.sessionKeys().forEach(each -> take(each, UnnamedKind.SESSION_KEY, home));
                }
            }
            case BackendTrafficPolicy _,
                    ConfigMap _,
                    EndpointSlice _,
                    GatewayClass _,
                    Mesh _,
                    Namespace _,
                    ReferenceGrant _,
                    Route _,
                    Secret _,
                    Service _ -> {}
        }
    }

    private void listeners(List<Listener> listeners, String home) {
        for (Listener listener : listeners) {
            if (listener.tls() != null) {
                listener.tls().certificateRefs().forEach(each -> take(each, UnnamedKind.CERTIFICATE, home));
            }
        }
    }

    private void validation(@Nullable TlsValidation validation, String home) {
        if (validation != null) {
            roots(validation.caCertificateRefs(), home);
        }
    }

    private void roots(List<Ref> refs, String home) {
        refs.forEach(each -> take(each, UnnamedKind.ROOTS, home));
    }

    private void take(@Nullable Ref ref, String unnamed, String home) {
        if (ref != null
                && References.KINDS.contains(ref.kindOr(unnamed))
                && !ref.name().isEmpty()) {
            found.add(new ObjectKey(ref.kindOr(unnamed), ref.namespaceOr(home), ref.name()));
        }
    }
}
