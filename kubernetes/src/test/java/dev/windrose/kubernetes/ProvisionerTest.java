package dev.windrose.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.documents.yaml.Position;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.ScriptedApiServer;
import dev.windrose.kubernetes.api.ScriptedApiServer.Call;
import dev.windrose.kubernetes.api.ScriptedApiServer.Reply;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.translate.DocumentStatus.Port;
import dev.windrose.translate.DocumentStatus.Reached;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProvisionerTest {
    private static final String SERVICE = "/api/v1/namespaces/apps/services/g-windrose";
    private static final String SLICE = "/apis/discovery.k8s.io/v1/namespaces/apps/endpointslices/g-windrose";

    private final Store store = new Store(Gateways.OURS);
    private int version = 1000;
    private ScriptedApiServer server;
    private Api api;
    private Provisioner provisioner;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = ScriptedApiServer.start();
        api = Api.connect(server.kubeconfig(folder));
        provisioner = new Provisioner(api, store);
        store.put(Gateways.gatewayClass("windrose", Gateways.OURS));
        store.put(Gateways.gateway("g", "windrose"));
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private boolean provide() {
        return provisioner.provide(store.of("Gateway"), Map.of(new ObjectKey("Gateway", "apps", "g"), reached()));
    }

    private static Reached reached() {
        Address address = new Address("IPAddress", "10.245.0.1", new Position("g.yaml", 1, 1));
        return new Reached(List.of(address), List.of(new Port(8080, false)), 0);
    }

    private int writesOf(Runnable action) {
        int before = server.writes().size();
        action.run();
        return server.writes().size() - before;
    }

    /** As after a restart, when the store knows what an earlier process made. */
    private void made() {
        provide();
        take();
        provisioner = new Provisioner(api, store);
    }

    /** The store and the server have what was applied last, with what the server adds. */
    private void take() {
        Map<String, Object> service = applied(SERVICE);
        Map<String, Object> spec = new LinkedHashMap<>(Trees.map(service, "spec"));
        spec.put("clusterIP", "10.0.0.7");
        spec.put("sessionAffinity", "None");
        service.put("spec", spec);
        store.put(server.hold(SERVICE, service));
        store.put(server.hold(SLICE, applied(SLICE)));
    }

    private Map<String, Object> applied(String path) {
        Call call = server.calls("PATCH " + path).getLast();
        return Gateways.served(call.body(), String.valueOf(++version));
    }

    @Test
    void aGatewayGetsAServiceAndASlice() {
        provide();
        assertThat(server.writes()).extracting(Call::path).containsExactly(SERVICE, SLICE);
        assertThat(server.writes()).allSatisfy(call -> {
            assertThat(call.type()).isEqualTo("application/apply-patch+yaml");
            assertThat(call.query()).containsEntry("fieldManager", "windrose");
        });
        assertThat(writesOf(this::provide)).as("what is on its way").isZero();
    }

    @Test
    void whatIsThereAlreadyIsNotAppliedAgain() {
        made();
        int asked = server.calls("GET " + SERVICE).size();
        assertThat(writesOf(this::provide)).isZero();
        assertThat(server.calls("GET " + SERVICE)).hasSize(asked);
    }

    @Test
    void whatOthersChangeIsPutRight() {
        made();
        provide();
        Map<String, Object> slice = applied(SLICE);
        slice.put(
                "endpoints",
                List.of(Map.of("addresses", List.of("10.245.0.1")), Map.of("addresses", List.of("6.6.6.6"))));
        store.put(slice);
        assertThat(writesOf(this::provide)).isEqualTo(2);
        take();
        Map<String, Object> service = applied(SERVICE);
        Map<String, Object> metadata = new LinkedHashMap<>(Trees.map(service, "metadata"));
        metadata.put("labels", Map.of());
        service.put("metadata", metadata);
        store.put(service);
        assertThat(writesOf(this::provide)).isEqualTo(2);
    }

    @Test
    void whatOthersDeleteIsMadeAgain() {
        made();
        provide();
        store.remove(new ObjectKey("EndpointSlice", "apps", "g-windrose"));
        assertThat(writesOf(this::provide)).isEqualTo(2);
    }

    @Test
    void aServiceThatCouldNotBeMadeIsTriedAgain() {
        server.answer("PATCH " + SERVICE, Reply.status(503, "starting"));
        assertThat(writesOf(() -> assertThat(provide()).isFalse())).isEqualTo(1);
        assertThat(writesOf(() -> assertThat(provide()).isTrue())).isEqualTo(2);
    }

    @Test
    void aServiceThatIsRefusedIsNotAskedForSoon() {
        server.answer("PATCH " + SERVICE, Reply.status(403, "forbidden"));
        assertThat(provide()).isTrue();
    }

    @Test
    void aGatewayThatIsNoLongerOursLosesItsService() {
        provide();
        take();
        assertThat(writesOf(() -> provisioner.provide(List.of(), Map.of()))).isPositive();
        assertThat(server.calls("DELETE " + SERVICE)).isNotEmpty();
        assertThat(server.calls("DELETE " + SLICE)).isNotEmpty();
    }

    @Test
    void afterARestartAGatewayThatHasAnotherClassLosesItsService() {
        made();
        store.put(Gateways.gatewayClass("other", "example.com/controller"));
        store.put(Gateways.gateway("g", "other"));
        provisioner.provide(List.of(), Map.of());
        assertThat(server.calls("DELETE " + SERVICE)).hasSize(1);
        assertThat(server.calls("DELETE " + SLICE)).hasSize(1);
    }

    @Test
    void whatMayOnlyNotBeKnownYetDeletesNothing() {
        made();
        store.remove(new ObjectKey("GatewayClass", "", "windrose"));
        assertThat(writesOf(() -> provisioner.provide(List.of(), Map.of()))).isZero();
        store.remove(new ObjectKey("Gateway", "apps", "g"));
        assertThat(writesOf(() -> provisioner.provide(List.of(), Map.of()))).isZero();
    }

    @Test
    void aServiceOfSomebodyElseStaysAsItIs() {
        server.hold(SERVICE, Map.of("metadata", Map.of("name", "g-windrose")));
        provide();
        provide();
        assertThat(server.writes()).isEmpty();
        assertThat(server.calls("GET " + SERVICE)).hasSize(1);
    }
}
