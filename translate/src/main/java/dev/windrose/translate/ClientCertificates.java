package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Gateway.ClientValidation;
import dev.windrose.documents.kind.Ref;
import dev.windrose.model.CertificateId;
import dev.windrose.model.Security;
import dev.windrose.translate.Certificates.Roots;
import dev.windrose.translate.Directory.Referrer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Certificates between clients, one Gateway and its endpoints: what clients must show, and what endpoints are shown. */
final class ClientCertificates {
    private final Gateway gateway;
    private final Certificates certificates;
    private final Map<Integer, Roots> roots = new HashMap<>();
    private @Nullable CertificateId shown;
    private @Nullable Unresolved unresolved;

    ClientCertificates(Gateway gateway, Certificates certificates) {
        this.gateway = gateway;
        this.certificates = certificates;
        Ref ref = gateway.clientCertificate();
        if (ref != null) {
            Certificates.Found found = certificates.find(ref, Referrer.of(gateway));
            shown = found.id();
            Unresolved problem = found.problem();
            if (problem != null) {
                boolean permitted = !problem.reason().equals("RefNotPermitted");
                unresolved = permitted ? new Unresolved("InvalidClientCertificateRef", problem.message()) : problem;
            }
        }
    }

    /** What endpoints are shown that are reached by TLS; null for nothing. */
    @Nullable
    CertificateId shown() {
        return shown;
    }

    /** Why the certificate for endpoints cannot be had, or null. */
    @Nullable
    Unresolved unresolved() {
        return unresolved;
    }

    /** Whether any port lets in clients whose certificate is missing or wrong. */
    boolean isInsecure() {
        return gateway.frontend().values().stream().anyMatch(validation -> !validation.required());
    }

    /** Sets what an HTTPS listener asks of its clients. */
    void apply(AttachPoint point) {
        int port = point.listener.port();
        int entry = gateway.frontend().containsKey(port) ? port : 0;
        ClientValidation validation = gateway.frontend().get(entry);
        if (validation == null) {
            return;
        }
        Roots found = roots.computeIfAbsent(
                entry, _ -> certificates.roots(validation.caCertificateRefs(), Referrer.of(gateway)));
        Unresolved problem = found.problem();
        if (problem != null) {
            point.unresolved(problem.reason(), problem.message());
        }
        String pem = found.pem();
        if (pem == null) {
            String why = problem == null ? "caCertificateRefs: missing" : problem.message();
            point.refuse("NoValidCACertificate", why);
        } else {
            point.clients = new Security.ClientValidation(pem, validation.required());
        }
    }
}
