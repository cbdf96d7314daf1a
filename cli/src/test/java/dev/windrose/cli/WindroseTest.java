package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindroseTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        return Windrose.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void withoutACommandHelpIsShown() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("run", "check", "status", "explain", "init", "demo", "Examples:");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : new String[] {"run", "check", "status", "explain", "init", "demo"}) {
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString()).contains("windrose " + command);
        }
        assertThat(out.toString()).contains("Example");
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearest() {
        assertThat(run("chek", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("chek").contains("check");
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheNearest() {
        assertThat(run("run", "--adnin", "off", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--adnin").contains("--admin");
    }

    @Test
    void theVersionIsOneLineEachForUsAndTheJvm() {
        assertThat(run("version")).isZero();
        assertThat(out.toString().lines()).hasSize(2).first().asString().startsWith("windrose ");
    }

    @Test
    void runWithoutDocumentsSaysWhatItExpects() {
        assertThat(run("run")).isEqualTo(2);
        assertThat(err.toString()).contains("documents: none (expected:");
    }

    @Test
    void runOfAPlaceThatMakesNoSenseSaysWhatItExpects() {
        assertThat(run("run", "--from", ":8080", "--to", "ftp://x")).isEqualTo(2);
        assertThat(err.toString()).contains("--to: ftp://x (expected:");
    }

    @Test
    void runOfAMissingFolderFails() {
        assertThat(run("run", folder.resolve("nothing").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no such file or folder");
    }

    @Test
    void whatInitWritesHasNoProblems() {
        Path gateway = folder.resolve("gateway");
        assertThat(run("init", gateway.toString())).isZero();
        assertThat(run("check", gateway.toString())).as(out.toString()).isZero();
        assertThat(out.toString()).contains("no problems");
    }

    @Test
    void initNeverOverwrites() throws IOException {
        Files.writeString(folder.resolve("routes.yaml"), "mine");
        assertThat(run("init", folder.toString())).isEqualTo(1);
        assertThat(folder.resolve("routes.yaml")).hasContent("mine");
        assertThat(folder.resolve("gateway.yaml")).doesNotExist();
    }

    @Test
    void initAddsNoSecondGatewayToAFolder() throws IOException {
        for (String spec : new String[] {"{listeners: [{name: http, port: 8080}]}", "{listners: []}"}) {
            Files.writeString(folder.resolve("mine.yaml"), """
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: Gateway
                    metadata: {name: mine}
                    spec: %s
                    """.formatted(spec));
            assertThat(run("init", folder.toString())).isEqualTo(1);
            assertThat(folder.resolve("gateway.yaml")).doesNotExist();
        }
        assertThat(err.toString())
                .contains(
                        "mine.yaml:1:1: Gateway default/mine is there already (expected: a folder without a Gateway)");
    }

    @Test
    void checkPrintsPlaceMessageAndHintOfEveryProblem() throws IOException {
        Path file = broken();
        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains(file + ":6:5: error: ")
                .contains("hostnames")
                .contains("rules");
    }

    @Test
    void checkPrintsJsonForMachines() throws IOException {
        assertThat(run("check", "-o", "json", broken().toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("{").contains("\"line\" : 6").contains("\"severity\" : \"error\"");
    }

    @Test
    void checkRefusesWhatAnApiServerWouldAndSaysItOnce() throws IOException {
        Path file = folder.resolve("route.yaml");
        Files.writeString(file, """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - backendRefs: [{name: nowhere}]
                """);
        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        FILE:5:16: error: parentRefs: Gateway default/g: not found
                        FILE:7:21: error: spec.rules[0].backendRefs[0]: Invalid value: Must have port for Service reference
                        2 errors, 0 warnings in 1 document
                        """.replace("FILE", file.toString()));
    }

    @Test
    void checkOfAMissingFileIsAProblem() {
        assertThat(run("check", folder.resolve("nothing.yaml").toString())).isEqualTo(1);
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(folder.resolve("nothing.yaml")
                        + ": error: no such file or folder\n1 error, 0 warnings in 0 documents\n");
    }

    @Test
    void checkOfAFolderWithoutDocumentsIsAnError() {
        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith(folder + ": error: no documents (expected: at least one)");
    }

    @Test
    void checkOfMoreProblemsThanAnyoneReadsEndsQuicklyAndCountsThem() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            many.append("---\napiVersion: v1\nkind: Service\nmetadata: {name: n")
                    .append(i)
                    .append("}\nsepc: {}\n");
        }
        Files.writeString(folder.resolve("many.yaml"), many);
        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(out.toString().lines().count()).isBetween(200L, 500L);
        assertThat(out.toString()).contains("… and more").contains("in 20000 documents");
    }

    @Test
    void aWrongFormOfTheAccessLogIsNotOnlyAMissingFile() {
        assertThat(run("run", "--access-log", "xml")).isEqualTo(1);
        assertThat(err.toString()).contains("xml: no such file or folder").contains("json or common");
    }

    @Test
    void namesOfFilesCannotSteerTheTerminal() {
        assertThat(run("run", "a\u001b[2J")).isEqualTo(1);
        assertThat(run("check", "a\u001b[2J")).isEqualTo(1);
        assertThat(err.toString() + out).contains("a\\u001b[2J").doesNotContain("\u001b[2J");
    }

    @Test
    void statusSaysWhatBecameOfEachDocument() {
        assertThat(run("status", "../examples/getting-started")).isZero();
        assertThat(out.toString()).contains("HTTPRoute production/user-service-route", "Accepted", "http: 2 routes");
    }

    @Test
    void aRouteThatNobodyTakesIsNotCalledAccepted() throws IOException {
        Files.writeString(folder.resolve("mesh.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: cart, namespace: shop}
                spec:
                  parentRefs: [{group: "", kind: Service, name: cart}]
                  rules: [{backendRefs: [{name: cart, port: 80}]}]
                """);
        assertThat(run("status", folder.toString())).isZero();
        assertThat(out.toString()).contains("HTTPRoute shop/cart  Unused");
    }

    @Test
    void statusHasAllConditionsAsAnApiServerHasThem() {
        assertThat(run("status", "../examples/getting-started", "-o", "yaml")).isZero();
        assertThat(out.toString())
                .contains(
                        "kind: HTTPRoute",
                        "controllerName: windrose.dev/gateway-controller",
                        "- type: ResolvedRefs",
                        "status: 'True'",
                        "attachedRoutes: 2");
    }

    @Test
    void statusFailsWhenSomethingIsNotAsItShouldBe() throws IOException {
        Path file = Files.writeString(folder.resolve("lost.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: lost}
                spec: {parentRefs: [{name: nowhere}]}
                """);
        assertThat(run("status", file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("HTTPRoute default/lost", "NoMatchingParent");
    }

    @Test
    void statusCountsWhatAnApiServerWouldRefuse() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec: {listeners: [{name: http, port: 8080}]}
                """);
        assertThat(run("status", file.toString())).as("files run").isZero();
        assertThat(out.toString()).isEqualTo("""
                        Gateway default/edge  Accepted  http: 0 routes
                        1 document would be refused by an API server: windrose check says why
                        """);
        assertThat(run("status", "../examples/getting-started")).isZero();
        assertThat(out.toString()).containsOnlyOnce("refused");
        assertThat(run("status", "-o", "yaml", file.toString())).isZero();
        assertThat(out.toString()).containsOnlyOnce("refused");
    }

    @Test
    void statusSaysWhichGatewayAListenerSetLacks() throws IOException {
        String set = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more}
                spec:
                  parentRef: {name: edge}
                  listeners: [{name: http, port: 8081, protocol: HTTP}]
                """;
        Path file = Files.writeString(folder.resolve("set.yaml"), set);
        assertThat(run("status", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .isEqualTo("ListenerSet default/more  NoMatchingParent  "
                        + "parent default/edge: parentRef: Gateway default/edge: not found\n");
    }

    @Test
    void statusSaysThatAListenerSetOfAnotherControllersGatewayIsUnused() throws IOException {
        Path file = Files.writeString(folder.resolve("set.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: theirs}
                spec: {controllerName: example.com/other}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  gatewayClassName: theirs
                  listeners: [{name: http, port: 8080, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: more}
                spec:
                  parentRef: {name: edge}
                  listeners: [{name: http, port: 8081, protocol: HTTP}]
                """);
        assertThat(run("status", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo("ListenerSet default/more  Unused  no Gateway or mesh of ours uses it\n");
    }

    @Test
    void explainNamesTheRuleAndWhyOthersLost() {
        assertThat(run("explain", "../examples/getting-started", "GET https://api.example.com/v1/users/7"))
                .isEqualTo(1);
        assertThat(run("explain", "../examples/getting-started", "GET http://api.example.com/v1/users/7"))
                .isZero();
        assertThat(out.toString()).contains("user-service-route", "127.0.0.1:3001", "pages-route");
    }

    @Test
    void explainSaysThatNothingListensOnAPort() {
        assertThat(run("explain", "../examples/getting-started", "http://api.example.com:9000/"))
                .isEqualTo(1);
        assertThat(out.toString())
                .startsWith("No listener on port 9000 (expected: port 8080).\n")
                .contains("elsewhere: HTTPRoute production/pages-route", "attached only to HTTP at port 8080");
    }

    @Test
    void explainTakesHeaders() {
        assertThat(run("explain", "../examples/canary", "GET http://localhost:8080/", "-H", "X-Version: beta"))
                .isZero();
        assertThat(out.toString()).contains("fresh").doesNotContain("90/100");
    }

    @Test
    void explainForAClientOfAMeshNeedsAService() {
        assertThat(run("explain", "../examples/canary", "GET http://users.shop/", "--from", "reports"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("from: reports: no Service is users.shop (expected: NAME.NAMESPACE, or an address of one)");
    }

    @Test
    void explainOfWhatIsNoRequestSaysWhatItExpects() {
        assertThat(run("explain", "../examples/canary", "what?")).isEqualTo(1);
        assertThat(err.toString()).contains("request: what? (expected: a method and a URL");
    }

    private Path broken() throws IOException {
        return Files.writeString(folder.resolve("broken.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                    parentRefs: [{name: absent}]
                    hostnamse: [a.example.com]
                    rulse: []
                """);
    }
}
