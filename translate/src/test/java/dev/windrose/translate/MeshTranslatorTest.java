package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What the golden cases of meshes leave open: other places than beside a workload, and the status of the mesh itself. */
class MeshTranslatorTest {
    private static final ListenerSpec INBOUND = new ListenerSpec(
            new ListenerId("tunnels"),
            new Binding.Port("0.0.0.0", 15008),
            new Security.Plaintext(),
            new Protocol.Tunnel(),
            ConnectionPolicy.DEFAULT);

    @Test
    void aProxyInFrontOfAServiceHasThatServiceAloneAndItsOwnRoutes() throws IOException {
        Documents documents = read("mesh-consumer-route");
        MeshView front = new MeshView("shop", INBOUND, "shop/cart"::equals);
        Model model = MeshTranslator.translate(documents, front, GoldenTest.NOW);
        assertThat(model.listeners())
                .extracting(each -> each.id().toString())
                .containsExactly("tunnels", "shop/cart:80");
        assertThat(model.listeners().getLast().binding())
                .isEqualTo(new Binding.Carried(
                        INBOUND.id(),
                        List.of(
                                new Binding.Asked("10.0.0.1", 80),
                                new Binding.Asked("cart.shop.svc.cluster.local", 80))));
        assertThat(Rendered.json(model.routeTables())).contains("shop/cart/0").doesNotContain("clients/own");
        assertThat(model.clusters()).containsOnlyKeys(new ClusterId("shop/cart-v2:80"));
    }

    @Test
    void beforeAndBesideAServiceTheSameRoutesAreTheSame() throws IOException {
        Documents documents = read("mesh-producer-route");
        Model front = MeshTranslator.translate(documents, new MeshView("shop", INBOUND), GoldenTest.NOW);
        Model beside = MeshTranslator.translate(documents, MeshViews.CLIENTS, GoldenTest.NOW);
        assertThat(front.routeTables()).isEqualTo(beside.routeTables());
        assertThat(front.clusters()).isEqualTo(beside.clusters());
    }

    @Test
    void whoClaimsAPortIsToldWithWhatKeepsItFromClients() throws IOException {
        ListenerId cart = new ListenerId("shop/cart:80");
        Documents documents = read("mesh-kinds-of-consumer-and-producer");
        assertThat(MeshTranslator.claims(documents, MeshViews.CLIENTS, GoldenTest.NOW))
                .containsOnlyKeys(cart)
                .extractingByKey(cart, InstanceOfAssertFactories.list(MeshClaim.class))
                .extracting(claim -> claim.route().kind(), MeshClaim::clients, MeshClaim::lost)
                .containsExactly(
                        tuple(
                                "HTTPRoute",
                                "",
                                "GRPCRoute clients/own is of the clients' own namespace and takes its place"),
                        tuple("GRPCRoute", "clients", null));
        MeshView others = new MeshView("others", MeshViews.OUTBOUND);
        assertThat(MeshTranslator.claims(documents, others, GoldenTest.NOW).get(cart))
                .extracting(MeshClaim::clients, MeshClaim::lost)
                .containsExactly(tuple("", null), tuple("clients", "it is for clients in namespace clients"));
        assertThat(MeshTranslator.claims(read("mesh-missing"), MeshViews.CLIENTS, GoldenTest.NOW))
                .isEmpty();
    }

    @Test
    void theStatusOfAMeshNamesItsFeaturesInOrder() throws IOException {
        DocumentStatus mesh = status(read("mesh-without-routes"), "XMesh");
        assertThat(StatusTree.of(mesh)).containsKey("conditions");
        assertThat(StatusTree.of(mesh).get("supportedFeatures"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .extracting(each -> String.valueOf(each.get("name")))
                .isSorted()
                .contains("Mesh", "MeshClusterIPMatching", "MeshConsumerRoute");
    }

    @Test
    void theStatusOfARouteNamesTheServiceAsItWasWritten() throws IOException {
        DocumentStatus route = status(read("mesh-parent-port"), "HTTPRoute");
        assertThat(Rendered.json(StatusTree.of(route)))
                .contains("\"group\": \"\"", "\"kind\": \"Service\"", "\"port\": 8080")
                .contains("\"controllerName\": \"windrose.dev/gateway-controller\"");
    }

    private static DocumentStatus status(Documents documents, String kind) {
        return Translator.translate(documents, Addresses.OF_THE_MACHINE, GoldenTest.NOW).statuses().stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Documents read(String name) throws IOException {
        Path file = Path.of("src/test/resources/cases").resolve(name).resolve("in.yaml");
        return DocumentReader.read("in.yaml", Files.readString(file));
    }
}
