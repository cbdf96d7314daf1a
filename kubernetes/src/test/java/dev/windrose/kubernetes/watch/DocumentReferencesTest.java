package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.DocumentReader;
import dev.windrose.kubernetes.api.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentReferencesTest {
    private static List<String> of(String text) {
        return DocumentReferences.of(DocumentReader.read("f.yaml", text)).stream()
                .map(ObjectKey::toString)
                .toList();
    }

    @Test
    void aGatewayNamesCertificatesAndRoots() {
        assertThat(of("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g, namespace: apps}
                spec:
                  gatewayClassName: windrose
                  listeners:
                    - name: l
                      port: 443
                      protocol: HTTPS
                      tls: {certificateRefs: [{name: tls}, {name: far, namespace: certs}]}
                  tls:
                    backend: {clientCertificateRef: {name: own}}
                    frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: clients}]}}}
                """))
                .containsExactly("ConfigMap apps/clients", "Secret apps/own", "Secret apps/tls", "Secret certs/far");
    }

    @Test
    void aListenerSetNamesCertificates() {
        assertThat(of("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: s, namespace: apps}
                spec:
                  parentRef: {name: g}
                  listeners: [{name: l, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: tls}]}}]
                """)).containsExactly("Secret apps/tls");
    }

    @Test
    void backendsAndTheirPoliciesNameRootsAndCertificates() {
        assertThat(of("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: BackendTLSPolicy
                metadata: {name: p, namespace: apps}
                spec:
                  targetRefs: [{group: "", kind: Service, name: s}]
                  validation: {hostname: h.example, caCertificateRefs: [{group: "", kind: Secret, name: roots}]}
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b, namespace: apps}
                spec:
                  endpoints: [{host: h.example, port: 443}]
                  protocol: https
                  tls: {caCertificateRefs: [{name: unnamed}], clientCertificateRef: {name: client}}
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: p, namespace: apps}
                spec: {sessionKeyRefs: [{name: key}]}
                """))
                .containsExactly(
                        "ConfigMap apps/unnamed", "Secret apps/client", "Secret apps/key", "Secret apps/roots");
    }

    @Test
    void whatIsAmongThemselvesIsNotAskedFor() {
        assertThat(of("""
                apiVersion: windrose.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: p, namespace: apps}
                spec: {sessionKeyRefs: [{name: old}, {name: new}]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: old, namespace: apps}
                stringData: {key: secret}
                """)).containsExactly("Secret apps/new");
    }
}
