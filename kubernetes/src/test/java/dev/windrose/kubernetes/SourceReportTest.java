package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.kubernetes.address.Range;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Call;
import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.translate.Translator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a source writes: addresses, statuses and Services, as long as it leads. */
@Timeout(60)
class SourceReportTest {
    private static final String CLASSES = "/apis/gateway.networking.k8s.io/v1/gatewayclasses/";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String GATEWAY = "/apis/gateway.networking.k8s.io/v1/namespaces/apps/gateways/g";
    private static final String STATUS = "PATCH " + GATEWAY + "/status";
    private static final String SERVICE = "PATCH /api/v1/namespaces/apps/services/g-windrose";
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/system/leases/windrose-controller";

    @TempDir
    private Path folder;

    private ScriptedApiServer server;
    private @Nullable KubernetesSource open;

    @BeforeEach
    void start() throws Exception {
        server = ScriptedApiServer.start();
        server.serve(
                Gateways.GROUP,
                new Resource("Gateway", Gateways.GROUP, "gateways", true),
                new Resource("GatewayClass", Gateways.GROUP, "gatewayclasses", false));
        server.hold(GATEWAY, Gateways.gateway("g", "windrose"));
    }

    @AfterEach
    void stop() {
        source().close();
        server.close();
    }

    private void follow() throws Exception {
        follow(Scope.WHOLE);
    }

    private void follow(Scope scope) throws Exception {
        open = KubernetesSource.start(
                new KubernetesSource.Settings(
                        server.kubeconfig(folder), scope, List.of(Range.of("127.245.0.0/24")), Gateways.OURS, "host"),
                () -> {});
        assertThat(source().awaitSettled(Duration.ofSeconds(20))).isTrue();
    }

    private KubernetesSource source() {
        return Objects.requireNonNull(open);
    }

    private Documents report() {
        Documents read = source().read();
        source().report(Translator.translate(read, source().addresses(), Instant.now())
                .statuses());
        return read;
    }

    private static Map<String, Object> lease(String holder) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("holderIdentity", holder);
        spec.put("leaseDurationSeconds", 15);
        spec.put("acquireTime", "2199-01-01T00:00:00.000000Z");
        spec.put("renewTime", "2199-01-01T00:00:00.000000Z");
        spec.put("leaseTransitions", 1);
        return Map.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                Map.of("name", "windrose-controller", "namespace", "system"),
                "spec",
                spec);
    }

    @Test
    void aGatewayOfOursGetsAnAddressAStatusAndAService() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", Gateways.OURS));
        follow();
        Documents read = report();
        Gateway gateway = read.of(Gateway.class).getFirst();
        assertThat(source().addresses().of(gateway).bound()).containsExactly("127.245.0.1");
        assertThat(server.await(STATUS, 1).getFirst().body().toString()).contains("127.245.0.1");
        server.await(SERVICE, 1);
    }

    @Test
    void aGatewayOfAnotherControllerIsLeftAlone() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", "example.com/controller"));
        server.hold(CLASSES + "ours", Gateways.gatewayClass("ours", Gateways.OURS));
        follow();
        report();
        server.await("PATCH " + CLASSES + "ours/status", 1);
        assertThat(server.writes()).allMatch(call -> call.path().equals(CLASSES + "ours/status"));
    }

    @Test
    void aServiceThatCouldNotBeMadeIsTriedAgainBeforeTheNextRound() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", Gateways.OURS));
        server.answer(SERVICE, Reply.status(503, "starting"));
        follow();
        report();
        server.await(SERVICE, 2);
    }

    private Object supported() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", Gateways.OURS));
        follow();
        report();
        Call first = server.await("PATCH " + CLASSES + "windrose/status", 1).getFirst();
        return Trees.maps(first.body(), "status", "conditions").stream()
                .filter(each -> "SupportedVersion".equals(each.get("type")))
                .map(each -> each.get("status") + " " + each.get("reason") + " " + each.get("message"))
                .toList();
    }

    private void define(Map<String, String> annotations) {
        String name = "gatewayclasses.gateway.networking.k8s.io";
        server.hold(CRDS + "/" + name, Map.of("metadata", Map.of("name", name, "annotations", annotations)));
    }

    @Test
    void theFirstStatusOfAClassKnowsTheEditionHoweverLateItIs() throws Exception {
        define(Map.of("gateway.networking.k8s.io/bundle-version", "v1.6.3"));
        Reply late = Reply.status(503, "starting");
        server.answer("GET " + CRDS, late, late);
        assertThat(supported()).isEqualTo(List.of("True SupportedVersion v1.6.3"));
    }

    @Test
    void definitionsWithoutAnEditionAreNotSupported() throws Exception {
        define(Map.of());
        assertThat(supported().toString()).startsWith("[False UnsupportedVersion CRD gatewayclasses");
    }

    @Test
    void ofDefinitionsThatMayNotBeReadNothingIsSaid() throws Exception {
        Reply[] refusals = new Reply[20];
        Arrays.fill(refusals, Reply.status(403, "forbidden"));
        server.answer("GET " + CRDS, refusals);
        assertThat(supported()).isEqualTo(List.of());
    }

    @Test
    void whoLooksAtSomethingElseHasALeaseOfItsOwn() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", Gateways.OURS));
        server.hold(LEASE, lease("another"));
        follow(new Scope(List.of("apps"), ""));
        report();
        server.await(STATUS, 1);
        server.await(SERVICE, 1);
    }

    @Test
    void whoLosesTheLeaseWritesNothingMore() throws Exception {
        server.hold(CLASSES + "windrose", Gateways.gatewayClass("windrose", Gateways.OURS));
        follow();
        report();
        server.await(STATUS, 1);
        server.await(SERVICE, 1);
        int services = server.calls(SERVICE).size();
        server.hold(LEASE, lease("another"));
        int asked = server.calls("GET " + LEASE).size();
        // The one that follows shows that the first has been read.
        server.await("GET " + LEASE, asked + 2);
        int statuses = server.calls(STATUS).size();
        report();
        server.await("GET " + LEASE, asked + 3);
        assertThat(server.calls(STATUS)).hasSize(statuses);
        assertThat(server.calls(SERVICE)).hasSize(services);
    }
}
