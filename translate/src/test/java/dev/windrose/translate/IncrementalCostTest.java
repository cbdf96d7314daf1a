package dev.windrose.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a change costs, in routes that are translated and in bytes: nothing here looks at a clock. */
class IncrementalCostTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: g}
            spec:
              gatewayClassName: windrose
              listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
            """;

    private static final String MESH = """
            apiVersion: gateway.networking.x-k8s.io/v1alpha1
            kind: XMesh
            metadata: {name: m}
            spec: {controllerName: %s}
            """.formatted(Translator.CONTROLLER);

    private final IncrementalTranslator translator = new IncrementalTranslator();
    private final List<Document> documents = new ArrayList<>();

    @Test
    void aChangedEndpointTranslatesNoRoute() {
        fill(100);
        Translation before = translate();
        replace("EndpointSlice default/s7-a", slice(7, "10.9.9.9"));
        Translation after = translate();
        assertThat(translator.translatedRoutes()).isZero();
        assertThat(after.model().clusters().toString()).contains("10.9.9.9");
        assertThat(after.model().routeTables()).isEqualTo(before.model().routeTables());
        assertThat(after.statuses().getLast()).isSameAs(before.statuses().getLast());
    }

    @Test
    void aChangedRouteTranslatesItselfAlone() {
        fill(100);
        translate();
        assertThat(translator.translatedRoutes()).isEqualTo(100);
        replace("HTTPRoute default/r7", route(7, "/other", "default"));
        assertThat(translate().model().toString()).contains("/other");
        assertThat(translator.translatedRoutes()).isEqualTo(1);
        translate();
        assertThat(translator.translatedRoutes()).isZero();
    }

    @Test
    void aChangedRouteOfAServiceIsTranslatedAlone() {
        fill(100);
        documents.addAll(read(MESH));
        for (int i = 0; i < 100; i++) {
            documents.addAll(read(ofService(i, "/" + i)));
        }
        translate();
        assertThat(translator.translatedMeshRoutes()).isEqualTo(100);
        replace("HTTPRoute default/m7", ofService(7, "/other"));
        translate();
        assertThat(translator.translatedMeshRoutes()).isEqualTo(1);
        replace("EndpointSlice default/s7-a", slice(7, "10.9.9.9"));
        translate();
        assertThat(translator.translatedMeshRoutes()).isZero();
    }

    @Test
    void aServiceThatGoesIsFeltByThoseThatReferToIt() {
        fill(100);
        translate();
        Document gone = replace("Service default/s7", null);
        assertThat(translate().problems()).hasSize(1);
        assertThat(translator.translatedRoutes()).isEqualTo(1);
        documents.add(gone);
        assertThat(translate().problems()).isEmpty();
        assertThat(translator.translatedRoutes()).isEqualTo(1);
    }

    @Test
    void aGrantIsFeltByThoseThatAskedForIt() {
        fill(100);
        documents.addAll(read(route(99, "/a", "other")));
        assertThat(translate().problems()).hasSize(1);
        documents.addAll(read("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: ReferenceGrant
                metadata: {name: x, namespace: default}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: other}]
                  to: [{group: "", kind: Service}]
                """));
        translate();
        assertThat(translator.translatedRoutes()).isEqualTo(1);
    }

    @Test
    void aListenerThatLosesItsCertificateIsNotFeltByRoutes() {
        fill(100);
        documents.addAll(read(GATEWAY.replace("name: g}", "name: tls}")
                .replace("protocol: HTTP", "protocol: HTTPS, tls: {certificateRefs: [{name: c}]}")));
        translate();
        documents.addAll(read("{apiVersion: v1, kind: Secret, metadata: {name: c}, data: {}}"));
        translate();
        assertThat(translator.translatedRoutes()).isZero();
    }

    /** Lists of all routes are made anew, with some words for each; nothing else may grow with their number. */
    @Test
    void whatAChangeAllocatesHardlyDependsOnTheNumberOfRoutes() {
        fill(500);
        long few = allocated();
        fill(5_000);
        long many = allocated();
        assertThat((many - few) / 4_500).isLessThan(250);
    }

    private long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int edit = 0; edit < 10; edit++) {
            replace("HTTPRoute default/r7", route(7, "/" + edit, "default"));
            Documents now = new Documents(documents, List.of(), List.of());
            long before = threads.getCurrentThreadAllocatedBytes();
            translator.translate(now, Addresses.OF_THE_MACHINE, GoldenTest.NOW);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /** More hints than are given, and more gateways than a status can name: then it matters who comes first. */
    @Test
    void whereTheOrderOfRoutesDecidesEachTranslationBeginsAnew() {
        fill(300);
        for (int i = 0; i < 300; i += 3) {
            assertSame();
            replace("Service default/s" + i, null);
            replace("Service default/s" + (i + 1), null);
            replace("Service default/s" + (i + 2), null);
        }
        for (int i = 299; i > 150; i--) {
            documents.addAll(read(service(i)));
            if (i % 7 == 0) {
                assertSame();
            }
        }
    }

    private void assertSame() {
        Documents now = new Documents(documents, List.of(), List.of());
        assertThat(translator.translate(now, Addresses.OF_THE_MACHINE, GoldenTest.NOW))
                .isEqualTo(Translator.translate(now, Addresses.OF_THE_MACHINE, GoldenTest.NOW));
    }

    private void fill(int routes) {
        documents.clear();
        documents.addAll(read(GATEWAY));
        for (int i = 0; i < routes; i++) {
            documents.addAll(read(service(i)));
            documents.addAll(read(slice(i, "10.0.0.1")));
            documents.addAll(read(route(i, "/" + i, "default")));
        }
    }

    private static String service(int number) {
        return "{apiVersion: v1, kind: Service, metadata: {name: s" + number + "}, spec: {ports: [{port: 80}]}}";
    }

    private static String slice(int number, String address) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: s%1$d-a, labels: {kubernetes.io/service-name: s%1$d}}
                addressType: IPv4
                endpoints: [{addresses: ["%2$s"]}]
                ports: [{port: 8080}]
                """.formatted(number, address);
    }

    private static String route(int number, String path, String namespace) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r%1$d, namespace: %3$s}
                spec:
                  parentRefs: [{name: g, namespace: default}]
                  hostnames: [h%4$d.example.com]
                  rules:
                    - matches: [{path: {value: %2$s}}]
                      backendRefs: [{name: s%1$d, namespace: default, port: 80}]
                """.formatted(number, path, namespace, number / 10);
    }

    private static String ofService(int number, String path) {
        return route(number, path, "default")
                .replace("metadata: {name: r", "metadata: {name: m")
                .replace("{name: g, namespace: default}", "{group: \"\", kind: Service, name: s" + number + "}");
    }

    private Document replace(String title, @Nullable String text) {
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            if (title.equals(document.kind() + " " + document.metadata().key())) {
                documents.remove(i);
                if (text != null) {
                    documents.addAll(i, read(text));
                }
                return document;
            }
        }
        throw new AssertionError(title);
    }

    private static List<Document> read(String text) {
        Documents read = DocumentReader.read("in-" + text.hashCode() + ".yaml", text);
        assertThat(read.problems()).isEmpty();
        return read.all();
    }

    private Translation translate() {
        return translator.translate(
                new Documents(documents, List.of(), List.of()), Addresses.OF_THE_MACHINE, GoldenTest.NOW);
    }
}
