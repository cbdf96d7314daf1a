package dev.windrose.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The documents of the demonstration, written as files as a user would. */
record DemoDocuments(Path folder) {
    /** What they describe: where to listen ({@code https} counts with a certificate only), and where the services are. */
    record Ports(int http, int https, int usersV1, int usersV2, int pages) {}

    void write(Ports ports, @Nullable SelfSigned certificate) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), gateway(ports, certificate));
        Files.writeString(folder.resolve("services.yaml"), services(ports));
        canary(10);
    }

    /** Rewrites the routes so that so many of a hundred requests go to the new version; by rename, as careful editors do. */
    void canary(int percent) throws IOException {
        Path fresh = Files.writeString(folder.resolve(".routes.yaml.new"), routes(percent));
        Files.move(
                fresh,
                folder.resolve("routes.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String gateway(Ports ports, @Nullable SelfSigned certificate) {
        String plain = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: demo}
                spec:
                  gatewayClassName: windrose
                  listeners:
                    - {name: http, port: %d, protocol: HTTP}
                """.formatted(ports.http());
        if (certificate == null) {
            return plain;
        }
        return plain + listener(ports.https()) + secret(certificate);
    }

    /** One more item of the list that the plain gateway ends with. */
    private static String listener(int port) {
        return """
                - name: https
                  port: %d
                  protocol: HTTPS
                  tls: {certificateRefs: [{name: demo-cert}]}
                """.formatted(port).indent(4);
    }

    private static String secret(SelfSigned certificate) {
        String head = """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: demo-cert}
                type: kubernetes.io/tls
                stringData:
                """;
        return head + "  tls.crt: |\n" + certificate.chainPem().indent(4) + "  tls.key: |\n"
                + certificate.keyPem().indent(4);
    }

    private static String services(Ports ports) {
        return backend("users-v1", ports.usersV1())
                + backend("users-v2", ports.usersV2())
                + backend("pages", ports.pages());
    }

    private static String backend(String name, int port) {
        return """
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: %s}
                spec:
                  endpoints: [{host: 127.0.0.1, port: %d}]
                """.formatted(name, port);
    }

    private static String routes(int percent) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: demo-routes}
                spec:
                  parentRefs: [{name: demo}]
                  rules:
                    # A canary: of a hundred requests so many go to the new version.
                    - matches: [{path: {type: PathPrefix, value: /v1/users}}]
                      backendRefs:
                        - {group: windrose.dev, kind: Backend, name: users-v1, weight: %d}
                        - {group: windrose.dev, kind: Backend, name: users-v2, weight: %d}
                    # Testers reach it always, by a header.
                    - matches:
                        - path: {type: PathPrefix, value: /v1/users}
                          headers: [{name: x-version, value: beta}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: users-v2}]
                    # The service knows its pages under another path.
                    - matches: [{path: {type: PathPrefix, value: /docs}}]
                      filters:
                        - type: URLRewrite
                          urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /pages}}
                        - type: ResponseHeaderModifier
                          responseHeaderModifier: {set: [{name: x-demo, value: docs}]}
                      backendRefs: [{group: windrose.dev, kind: Backend, name: pages}]
                    # An old address.
                    - matches: [{path: {type: Exact, value: /users}}]
                      filters:
                        - type: RequestRedirect
                          requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /v1/users}, statusCode: 301}
                """.formatted(100 - percent, percent);
    }
}
