package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A GRPCRoute and an HTTPRoute of one host and one port: calls go by the one, all other requests by the other. */
@Timeout(60)
class GrpcBesideHttpTest {
    @TempDir
    Path folder;

    @Test
    void onlyCallsGoToAGrpcRoute() throws IOException {
        try (TinyBackend web = new TinyBackend("web");
                TinyBackend calls = new TinyBackend("calls")) {
            TestGatewayFolder files = new TestGatewayFolder(folder, web.port());
            Files.writeString(folder.resolve("calls.yaml"), """
                    apiVersion: windrose.dev/v1alpha1
                    kind: Backend
                    metadata: {name: calls}
                    spec: {host: 127.0.0.1, port: %d}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: GRPCRoute
                    metadata: {name: calls}
                    spec:
                      parentRefs: [{name: g}]
                      rules:
                        - matches: [{method: {method: Watch}}]
                          backendRefs: [{group: windrose.dev, kind: Backend, name: calls}]
                    """.formatted(calls.port()));
            try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                    RawClient client = RawClient.plain(files.plain)) {
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc"))
                        .isEqualTo("calls");
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc+proto"))
                        .isEqualTo("calls");
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc;x=y"))
                        .isEqualTo("calls");
                assertThat(body(client, "/shop.Orders/Get", "application/grpc")).isEqualTo("web");
                assertThat(body(client, "/shop.Orders/Watch", "application/json"))
                        .isEqualTo("web");
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc-web"))
                        .isEqualTo("web");
                files.route("all", "", "");
            }
            // Nobody but the GRPCRoute is left: what is no call finds nothing.
            try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                    RawClient client = RawClient.plain(files.plain)) {
                assertThat(post(client, "/shop.Orders/Watch", "application/json")
                                .status())
                        .isEqualTo(404);
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc"))
                        .isEqualTo("calls");
            }
        }
    }

    @Test
    void aCallIsMirrored() throws Exception {
        BlockingQueue<String> rehearsed = new LinkedBlockingQueue<>();
        try (TinyBackend web = new TinyBackend("web");
                SmallServer rehearsal = SmallServer.start(client -> {
                    rehearsed.add(SmallServer.head(client.getInputStream()));
                    client.getOutputStream()
                            .write("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                })) {
            TestGatewayFolder files = new TestGatewayFolder(folder, web.port());
            Files.writeString(folder.resolve("calls.yaml"), """
                    apiVersion: windrose.dev/v1alpha1
                    kind: Backend
                    metadata: {name: rehearsal}
                    spec: {host: 127.0.0.1, port: %d}
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: GRPCRoute
                    metadata: {name: calls}
                    spec:
                      parentRefs: [{name: g}]
                      rules:
                        - matches: [{method: {service: shop.Orders}}]
                          filters:
                            - type: RequestMirror
                              requestMirror: {backendRef: {group: windrose.dev, kind: Backend, name: rehearsal}}
                          backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                    """.formatted(rehearsal.port()));
            try (Dataplane _ = files.start(PeerSettings.NONE, null, null);
                    RawClient client = RawClient.plain(files.plain)) {
                assertThat(body(client, "/shop.Orders/Watch", "application/grpc"))
                        .isEqualTo("web");
                assertThat(rehearsed.poll(10, TimeUnit.SECONDS))
                        .startsWith("POST /shop.Orders/Watch HTTP/1.1\r\n")
                        .containsIgnoringCase("content-type: application/grpc\r\n");
            }
        }
    }

    private static String body(RawClient client, String path, String type) throws IOException {
        return post(client, path, type).body();
    }

    private static RawClient.Answer post(RawClient client, String path, String type) throws IOException {
        return client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type
                        + "\r\nContent-Length: 0\r\n\r\n")
                .read();
    }
}
