package dev.windrose.dataplane.admin;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A proxy with one of everything, and a secret wherever one could be. */
final class FakeSource implements AdminSource {
    static final String SECRET = "s3cr3t-value";

    volatile boolean draining;
    volatile boolean broken;
    volatile String level = "info";

    private final Snapshot snapshot = build();

    private static Snapshot build() {
        RouteTableId table = new RouteTableId("table");
        ListenerSpec listener = new ListenerSpec(
                new ListenerId("0.0.0.0:8080"),
                new Binding.Port("0.0.0.0", 8080),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        FilterSpec filter = new FilterSpec.RequestHeaders(new FilterSpec.HeaderChanges(
                List.of(
                        new FilterSpec.HeaderValue("authorization", SECRET),
                        new FilterSpec.HeaderValue("x-team", "blue")),
                List.of(),
                List.of()));
        RouteMatch match = new RouteMatch(
                new RouteMatch.PathMatch.Prefix("/"),
                null,
                List.of(new RouteMatch.ValueMatch("x-api-key", RouteMatch.ValueMatch.Kind.EXACT, SECRET)),
                List.of());
        ClusterId users = new ClusterId("users");
        RouteSpec route = new RouteSpec(
                new RouteId("a/b/0"),
                List.of(match),
                List.of(filter),
                new Destination.Weighted(List.of(new Destination.Share(1, new Destination.To(users), List.of()))),
                RouteTimeouts.NONE,
                "a.yaml:1:1");
        RouteTableSpec routes = new RouteTableSpec(
                table,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "production/auth-gateway/http",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(route))))));
        ClusterSpec cluster = new ClusterSpec(
                users,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("10.0.0.1", 80))),
                ClusterSpec.UpstreamProtocol.HTTP1,
                new ClusterSpec.UpstreamTls("users", "-----BEGIN CERTIFICATE-----" + SECRET, true, null),
                ClusterSpec.CONNECT_TIMEOUT);
        CertificateId id = new CertificateId("api");
        CertificateSpec certificate = new CertificateSpec(id, pem(), new CertificateSpec.Secret("PRIVATE " + SECRET));
        Model model =
                new Model(List.of(listener), Map.of(table, routes), Map.of(users, cluster), Map.of(id, certificate));
        return new Snapshot(
                Snapshot.EMPTY.version(),
                model,
                Map.of(),
                Map.of(users, new Cluster(cluster)),
                Snapshot.EMPTY.sessions());
    }

    private static String pem() {
        try (InputStream in = FakeSource.class.getResourceAsStream("certificate.pem")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Map<String, Object>> documents() {
        return List.of(Map.of("kind", "Gateway"));
    }

    @Override
    public Snapshot snapshot() {
        if (broken) {
            throw new IllegalStateException("inside");
        }
        return snapshot;
    }

    @Override
    public List<Status> statuses() {
        return List.of(new Status("HTTPRoute a/b", "Accepted", "<b>fine</b>", "a.yaml:1:1"));
    }

    @Override
    public List<String> problems() {
        return List.of("a.yaml:1:2: error: as a test");
    }

    @Override
    public boolean isReady() {
        return !draining;
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public Object explain(String request, List<String> headers, @Nullable String from) {
        if (!request.contains(" ")) {
            throw new IllegalArgumentException("request: " + request + " (expected: METHOD URL)");
        }
        return Map.of("request", request, "headers", headers, "from", String.valueOf(from));
    }

    @Override
    public String logLevel() {
        return level;
    }

    @Override
    public void logLevel(String value) {
        level = value;
    }
}
