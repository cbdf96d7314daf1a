package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.transport.Transport;
import dev.windrose.transport.dns.ClusterResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that come and go, from files to answers. */
@Timeout(60)
class EndpointChangeTest {
    @TempDir
    Path folder;

    @Test
    void endpointsThatChangeLeaveTheRouteTableAsItIs() throws Exception {
        int port = TestGatewayFolder.freePort();
        routes(port, "/");
        try (TinyBackend a = new TinyBackend("a");
                TinyBackend b = new TinyBackend("b");
                Transport transport = Transport.start(Transport.Options.of(1), ExchangeObserver.NONE);
                ClusterResolver names = new ClusterResolver()) {
            Reload reload = new Reload(
                    new FileConfiguration(List.of(folder)),
                    FilterRegistry.load(),
                    names,
                    transport,
                    PeerSettings.NONE,
                    new Metrics(1));
            slice(a.port());
            reload.run(() -> true);
            RouteTable table = table(transport);
            try (RawClient client = RawClient.plain(port)) {
                assertThat(client.get("/").body()).startsWith("a");
                slice(b.port());
                reload.run(() -> true);
                assertThat(client.get("/").body()).startsWith("b");
                assertThat(table(transport)).isSameAs(table);

                routes(port, "/other");
                reload.run(() -> true);
                assertThat(client.get("/").status()).isEqualTo(404);
                assertThat(table(transport)).isNotSameAs(table);
            }
            assertThat(reload.failed() + reload.partial()).isZero();
        }
    }

    private static RouteTable table(Transport transport) {
        return Objects.requireNonNull(
                transport.snapshot().listeners().values().iterator().next().routes());
    }

    private void routes(int port, String prefix) throws IOException {
        Files.writeString(folder.resolve("routes.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {type: PathPrefix, value: %s}}]
                      backendRefs: [{name: s, port: 80}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {ports: [{port: 80}]}
                """.formatted(port, prefix));
    }

    private void slice(int port) throws IOException {
        Files.writeString(folder.resolve("slice.yaml"), """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: s-1, labels: {kubernetes.io/service-name: s}}
                addressType: IPv4
                ports: [{port: %d}]
                endpoints: [{addresses: [127.0.0.1]}]
                """.formatted(port));
    }
}
