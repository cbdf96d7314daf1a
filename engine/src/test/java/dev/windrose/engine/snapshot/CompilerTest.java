package dev.windrose.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.route.Target;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.FilterFactory;
import dev.windrose.http.RequestHead;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompilerTest {
    private static final ClusterId CLUSTER = new ClusterId("backend");
    private static final RouteTableId TABLE = new RouteTableId("table");
    private static final ListenerId LISTENER = new ListenerId("http");
    private static final FilterRegistry NO_FILTERS = FilterRegistry.of(List.of());

    @Test
    void endpointsThatComeAndGoLeaveClustersAndRouteTablesAsTheyAre() {
        Snapshot first = compile(model(new Destination.To(CLUSTER), 8080, "key"), Snapshot.EMPTY);
        Snapshot next = compile(model(new Destination.To(CLUSTER), 8081, "key"), first);

        assertThat(next.clusters().get(CLUSTER)).isSameAs(first.clusters().get(CLUSTER));
        assertThat(table(next)).isSameAs(table(first));
        assertThat(endpoints(next)).as("before the swap").isEqualTo("[127.0.0.1:8080]");
        next.succeed(first);
        assertThat(endpoints(next)).isEqualTo("[127.0.0.1:8081]");
    }

    @Test
    void routesLeadToTheClusterThatTookAnothersPlace() {
        Model model = model(new Destination.To(CLUSTER), 8080, "key");
        Snapshot first = compile(model, Snapshot.EMPTY);
        Snapshot next = compile(with(model, Duration.ofSeconds(1)), first);

        Cluster cluster = Objects.requireNonNull(next.clusters().get(CLUSTER));
        assertThat(cluster).isNotSameAs(first.clusters().get(CLUSTER));
        assertThat(route(next).targets().pick().cluster()).isSameAs(cluster);

        Model without = new Model(model.listeners(), model.routeTables(), Map.of(), model.certificates());
        Snapshot gone = compile(without, next);
        assertThat(route(gone).targets().pick().failStatus()).isEqualTo(500);
        gone.succeed(next);
        assertThat(cluster.endpoints().getFirst().site().isLeft()).isTrue();
        assertThat(route(compile(model, gone)).targets().pick().cluster()).isNotNull();
    }

    @Test
    void aRouteToOriginalAddressesIsTakenOverWithItsCluster() {
        Snapshot first = compile(model(new Destination.OriginalAddress()), Snapshot.EMPTY);
        Snapshot next = compile(model(new Destination.OriginalAddress(), 8081, "key"), first);
        assertThat(table(next)).isSameAs(table(first));
        assertThat(next.clusters())
                .containsValue(
                        Objects.requireNonNull(route(next).targets().pick().cluster()));
    }

    @Test
    void whatIsWrongWithARouteIsToldEachTime() {
        CompileResult first = Compiler.compile(model(share()), Snapshot.EMPTY, NO_FILTERS);
        CompileResult again = Compiler.compile(model(share()), first.snapshot(), NO_FILTERS);
        assertThat(again.problems()).hasSize(1).isEqualTo(first.problems());
    }

    private static Model with(Model model, Duration connectTimeout) {
        ClusterSpec spec = Objects.requireNonNull(model.clusters().get(CLUSTER));
        ClusterSpec other = new ClusterSpec(CLUSTER, spec.endpoints(), spec.protocol(), spec.tls(), connectTimeout);
        return new Model(model.listeners(), model.routeTables(), Map.of(CLUSTER, other), model.certificates());
    }

    private static RouteTable table(Snapshot snapshot) {
        return Objects.requireNonNull(
                Objects.requireNonNull(snapshot.listeners().get(LISTENER)).routes());
    }

    private static String endpoints(Snapshot snapshot) {
        return Objects.requireNonNull(snapshot.clusters().get(CLUSTER))
                .endpoints()
                .toString();
    }

    @Test
    void theVersionIsTheContents() {
        ModelVersion version = compile(model(new Destination.To(CLUSTER), 8080, "key"), Snapshot.EMPTY)
                .version();
        assertThat(version.toString()).matches("[0-9a-f]{16}");
        assertThat(compile(model(new Destination.To(CLUSTER), 8080, "key"), Snapshot.EMPTY)
                        .version())
                .isEqualTo(version);
        assertThat(compile(model(new Destination.To(CLUSTER), 8080, "other"), Snapshot.EMPTY)
                        .version())
                .isNotEqualTo(version);
        assertThat(compile(model(new Destination.To(CLUSTER), 8081, "key"), Snapshot.EMPTY)
                        .version())
                .isNotEqualTo(version);
    }

    @Test
    void theVersionDoesNotTellWhatCameBefore() {
        Model one = model(new Destination.To(CLUSTER));
        Model other = model(new Destination.Fail(503, "gone"));
        Snapshot before = compile(one, Snapshot.EMPTY);
        String alone = compile(other, Snapshot.EMPTY).version().toString();
        assertThat(before.version().toString()).isNotEqualTo(alone);
        Snapshot after = compile(other, before);
        assertThat(after.version().toString()).isEqualTo(alone);
        assertThat(compile(one, after).version().toString())
                .isEqualTo(before.version().toString());
    }

    @Test
    void destinationsBecomeTargets() {
        assertThat(target(new Destination.To(CLUSTER)).cluster()).isNotNull();
        assertThat(target(new Destination.Fail(503, "gone")).failStatus()).isEqualTo(503);
        assertThat(target(new Destination.To(new ClusterId("missing"))).failStatus())
                .isEqualTo(500);
        assertThat(target(new Destination.Weighted(List.of(share(0)))).failStatus())
                .isEqualTo(500);
        assertThat(target(new Destination.Weighted(List.of())).failStatus()).isEqualTo(500);
        assertThat(target(new Destination.Weighted(List.of(share(1), share(0)))).cluster())
                .isNotNull();
    }

    @Test
    void aFilterThatCannotBeMadeDenies() {
        CompileResult unknown = Compiler.compile(model(share()), Snapshot.EMPTY, NO_FILTERS);
        assertThat(unknown.problems()).hasSize(1);
        assertThat(unknown.problems().getFirst().what()).contains("Deny");
        assertDenies(unknown);
        CompileResult refusing =
                Compiler.compile(model(share()), Snapshot.EMPTY, FilterRegistry.of(List.of(new Refusing())));
        assertThat(refusing.problems().getFirst().what()).isEqualTo("Deny: refused");
        assertDenies(refusing);
    }

    @Test
    void whatIsSwappedInIsCurrent() {
        ActiveSnapshot active = new ActiveSnapshot();
        assertThat(active.current()).isSameAs(Snapshot.EMPTY);
        Snapshot next = compile(model(new Destination.To(CLUSTER), 8080, "key"), active.current());
        active.swap(next);
        assertThat(active.current()).isSameAs(next);
    }

    private static void assertDenies(CompileResult result) {
        Filter[] filters = route(result.snapshot()).targets().pick().filters();
        assertThat(filters).hasSize(1);
        assertThat(filters[0].onRequest(new UntouchedExchange()))
                .isInstanceOfSatisfying(
                        Decision.Respond.class,
                        respond -> assertThat(respond.reply().status()).isEqualTo(500));
    }

    private static final class Refusing implements FilterFactory<FilterSpec.Deny> {
        @Override
        public Class<FilterSpec.Deny> specType() {
            return FilterSpec.Deny.class;
        }

        @Override
        public Filter create(FilterSpec.Deny spec) {
            throw new IllegalArgumentException("refused");
        }
    }

    private static Destination share() {
        return new Destination.Weighted(List.of(
                new Destination.Share(1, new Destination.To(CLUSTER), List.of(new FilterSpec.Deny(403, "test")))));
    }

    private static Destination.Share share(int weight) {
        return new Destination.Share(weight, new Destination.To(CLUSTER), List.of());
    }

    private static Target target(Destination destination) {
        return route(compile(model(destination), Snapshot.EMPTY)).targets().pick();
    }

    private static Route route(Snapshot snapshot) {
        RequestHead request = new RequestHead();
        request.targetRoom(1)[0] = '/';
        request.targetSet(1, 1);
        RunningListener listener = Objects.requireNonNull(snapshot.listeners().get(LISTENER));
        return Objects.requireNonNull(Objects.requireNonNull(listener.routes()).find(request));
    }

    private static Snapshot compile(Model model, Snapshot previous) {
        return Compiler.compile(model, previous, NO_FILTERS).snapshot();
    }

    private static Model model(Destination destination) {
        return model(destination, 8080, "key");
    }

    private static Model model(Destination destination, int port, String key) {
        RouteSpec route = new RouteSpec(
                new RouteId("route"),
                List.of(RouteMatch.ANY),
                List.of(),
                destination,
                RouteTimeouts.NONE,
                "routes.yaml:1:1");
        RouteTableSpec table = new RouteTableSpec(
                TABLE,
                List.of(new RouteTableSpec.ListenerRoutes(
                        "http",
                        HostPattern.ANY,
                        List.of(new RouteTableSpec.VirtualHost(HostPattern.ANY, List.of(route))))));
        ListenerSpec listener = new ListenerSpec(
                LISTENER,
                new Binding.Port("127.0.0.1", 0),
                new Security.Plaintext(),
                new Protocol.Http(TABLE),
                ConnectionPolicy.DEFAULT);
        ClusterSpec cluster = new ClusterSpec(
                CLUSTER,
                new ClusterSpec.Endpoints.Fixed(List.of(new ClusterSpec.EndpointSpec("127.0.0.1", port))),
                ClusterSpec.UpstreamProtocol.AUTO,
                null,
                ClusterSpec.CONNECT_TIMEOUT);
        CertificateId certificate = new CertificateId("certificate");
        return new Model(
                List.of(listener),
                Map.of(TABLE, table),
                Map.of(CLUSTER, cluster),
                Map.of(certificate, new CertificateSpec(certificate, "chain", new CertificateSpec.Secret(key))));
    }
}
