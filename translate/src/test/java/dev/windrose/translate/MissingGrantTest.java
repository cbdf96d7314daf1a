package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.ReferenceGrant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The grants that are proposed are those that the translation asks for. */
class MissingGrantTest {
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web, namespace: shop}
            spec:
              rules:
                - backendRefs: [{group: %s, kind: %s, name: api, namespace: "123"}]
            ---
            """;

    private static final String BACKEND = """
            apiVersion: windrose.dev/v1alpha1
            kind: Backend
            metadata: {name: api, namespace: "123"}
            spec:
              host: api.internal
              port: 443
              protocol: https
              tls:
                caCertificateRefs: [{kind: ConfigMap, name: "true", namespace: trust}]
                clientCertificateRef: {name: client, namespace: trust}
            """;

    private static final String EXPERIMENTAL = """
            apiVersion: gateway.networking.x-k8s.io/v1alpha1
            kind: XBackend
            metadata: {name: api, namespace: "123"}
            spec:
              externalHostname: {hostname: api.internal}
              port: {port: 443}
              tls:
                mode: ClientAndServer
                clientCertificateRef: {name: client, namespace: trust}
                validation: {hostname: api.internal, caCertificateRefs: [{kind: ConfigMap, name: roots, namespace: trust}]}
            """;

    @Test
    void backendsAreAskedForWhatTheyReferTo() {
        assertThat(missing(ROUTE.formatted("windrose.dev", "Backend") + BACKEND))
                .extracting(MissingGrant::fromGroup, MissingGrant::fromKind, MissingGrant::kind, MissingGrant::name)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"gateway.networking.k8s.io\", \"HTTPRoute\", \"Backend\", \"api\")",
                        "(\"windrose.dev\", \"Backend\", \"Secret\", \"client\")",
                        "(\"windrose.dev\", \"Backend\", \"ConfigMap\", \"true\")");
        assertThat(missing(ROUTE.formatted("gateway.networking.x-k8s.io", "XBackend") + EXPERIMENTAL))
                .extracting(MissingGrant::fromGroup, MissingGrant::fromKind, MissingGrant::kind, MissingGrant::name)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"gateway.networking.k8s.io\", \"HTTPRoute\", \"XBackend\", \"api\")",
                        "(\"gateway.networking.x-k8s.io\", \"XBackend\", \"Secret\", \"client\")",
                        "(\"gateway.networking.x-k8s.io\", \"XBackend\", \"ConfigMap\", \"roots\")");
    }

    @Test
    void theProposedGrantsLeaveNothingMissing() {
        String written = ROUTE.formatted("windrose.dev", "Backend") + BACKEND;
        StringBuilder granted = new StringBuilder(written);
        missing(written).forEach(grant -> granted.append("---\n").append(grant.document()));

        assertThat(missing(granted.toString())).isEmpty();
        assertThat(read(granted.toString()).of(ReferenceGrant.class)).hasSize(3);
    }

    @Test
    void namesThatYamlWouldReadAsSomethingElseAreQuoted() {
        String text =
                new MissingGrant("windrose.dev", "Backend", "123", "", "ConfigMap", "2026-01-01", "on").document();

        assertThat(text)
                .contains("      namespace: \"123\"\n", "  namespace: \"2026-01-01\"\n", "      name: \"on\"\n")
                .contains("    - group: windrose.dev\n", "    - group: \"\"\n", "  name: on-from-123\n");
    }

    private static List<MissingGrant> missing(String yaml) {
        Documents documents = read(yaml);
        return MissingGrant.of(documents, documents.of(HttpRoute.class));
    }

    private static Documents read(String yaml) {
        Documents documents = DocumentReader.read("in.yaml", yaml);
        assertThat(documents.problems()).isEmpty();
        return documents;
    }
}
