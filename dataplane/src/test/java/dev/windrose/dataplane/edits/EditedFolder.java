package dev.windrose.dataplane.edits;

import dev.windrose.dataplane.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The documents of a gateway as files: what they say now, and how to change it. */
final class EditedFolder {
    /** Routes of a mounted volume; they are never removed. */
    static final int MOUNTED = 3;

    final Path folder;
    private final int plain;
    private final int secure;
    private final int[] backends;

    /** {@code plain} and {@code secure} are the ports that stay; two backends. */
    EditedFolder(Path folder, int plain, int secure, int[] backends) throws IOException {
        this.folder = folder;
        this.plain = plain;
        this.secure = secure;
        this.backends = backends;
        Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(folder.resolve("mounted"));
        Writing.IN_PLACE.write(folder.resolve("backends.yaml"), backend("a", 0) + "---\n" + backend("b", 1));
    }

    private String backend(String name, int index) {
        return """
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: %s}
                spec: {host: localhost, port: %d}
                """.formatted(name, backends[index]);
    }

    /** With a third listener at {@code extra}, or without for 0. */
    void gateway(int extra, Writing how) throws IOException {
        String third = extra == 0 ? "" : "    - {name: extra, port: " + extra + ", protocol: HTTP}\n";
        how.write(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners:
                    - {name: plain, port: %d, protocol: HTTP}
                    - name: secure
                      port: %d
                      protocol: HTTPS
                      tls: {certificateRefs: [{name: cert}]}
                """.formatted(plain, secure) + third);
    }

    void certificate(TestCertificate certificate, Writing how) throws IOException {
        how.write(folder.resolve("certificate.yaml"), certificate.secret("cert", certificate));
    }

    void weights(int version, int share, Writing how) throws IOException {
        how.write(
                folder.resolve("weights.yaml"),
                route("always", "/always", version)
                        + "        - {group: windrose.dev, kind: Backend, name: a, weight: " + share + "}\n"
                        + "        - {group: windrose.dev, kind: Backend, name: b, weight: " + (100 - share) + "}\n");
    }

    Path route(int index) {
        return folder.resolve("routes").resolve("r" + index + ".yaml");
    }

    void route(int index, int version, Writing how) throws IOException {
        how.write(route(index), whole("r" + index, version));
    }

    /** All routes of the mounted volume at once. */
    void mounted(int version) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i < MOUNTED; i++) {
            files.put("m" + i + ".yaml", whole("m" + i, version));
        }
        Writing.project(folder.resolve("mounted"), "v" + version, files);
    }

    /** Each answer tells the version of its route. */
    private static String whole(String name, int version) {
        return route(name, "/" + name, version) + "        - {group: windrose.dev, kind: Backend, name: a}\n";
    }

    private static String route(String name, String path, int version) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: %s}}]
                      filters:
                        - type: ResponseHeaderModifier
                          responseHeaderModifier: {set: [{name: x-version, value: "%d"}]}
                      backendRefs:
                """.formatted(name, path, version);
    }
}
