package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.dataplane.source.FileSource;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a listener of plain bytes. */
@Timeout(60)
class ByteTelemetryTest {
    private static final ListenerId LISTENER = new ListenerId("bytes");

    @Test
    void aConnectionOfBytesIsCountedAndLogged(@TempDir Path logs) throws Exception {
        Path log = logs.resolve("access.log");
        try (TinyBackend backend = new TinyBackend("hello");
                Dataplane dataplane =
                        Dataplane.assemble(options(log), ConfigurationSource.fixed(model(backend.port())), List.of())) {
            try (RawClient client = RawClient.plain(dataplane.port(LISTENER))) {
                assertThat(client.get("/a").body()).isEqualTo("hello");
            }
            while (!Files.exists(log) || Files.size(log) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(Files.readString(log))
                    .contains("\"listener\":\"bytes\"", "\"protocol\":\"TCP\"", "\"cluster\":\"app\"")
                    .contains("\"endpoint\":\"127.0.0.1:" + backend.port() + "\"");
            int admin = Objects.requireNonNull(dataplane.adminAddress()).getPort();
            try (RawClient client = RawClient.plain(admin)) {
                client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(client.read().text())
                        .containsPattern(
                                "windrose_tcp_connections_total\\{listener=\"bytes\",cluster=\"app\",result=\"[a-z_]+\"} 1\n")
                        .containsPattern(
                                "windrose_tcp_received_bytes_total\\{listener=\"bytes\",cluster=\"app\"} [1-9]")
                        .containsPattern("windrose_tcp_sent_bytes_total\\{listener=\"bytes\",cluster=\"app\"} [1-9]");
            }
        }
    }

    private static Dataplane.Options options(Path log) {
        return new Dataplane.Options(
                1,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                AccessLog.Form.JSON,
                log,
                LogLevel.FIXED,
                FileSource.Timing.DEFAULT,
                PeerSettings.NONE,
                ServerTimeouts.DEFAULT,
                IoKind.AUTO);
    }

    private static Model model(int port) {
        ClusterId app = new ClusterId("app");
        ClusterSpec cluster = new ClusterSpec(
                app,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", port))),
                ClusterSpec.UpstreamProtocol.TCP,
                null,
                Duration.ofSeconds(10));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Tcp(new Destination.To(app)),
                ConnectionPolicy.DEFAULT);
        return new Model(List.of(listener), Map.of(), Map.of(app, cluster), Map.of());
    }
}
