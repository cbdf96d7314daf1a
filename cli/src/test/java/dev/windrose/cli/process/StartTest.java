package dev.windrose.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first seconds of the real process: what it serves, and what it says when it cannot. */
@Timeout(300)
class StartTest {
    @TempDir
    Path folder;

    private static void fails(int code, String message, String... arguments) throws Exception {
        try (Command command = Command.start(arguments)) {
            assertThat(command.exitCode()).as(command.output()).isEqualTo(code);
            assertThat(command.output()).contains(message);
        }
    }

    private String gateway(int port, String listener) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: l, port: %d, %s}]
                """.formatted(port, listener));
        return folder.toString();
    }

    // ---- one line

    @Test
    void oneLineForwardsToAServiceInClear() throws Exception {
        int port = Wire.freePort();
        try (Wire.Service service = new Wire.Service("service");
                Command _ = Command.start(
                                "run",
                                "--from",
                                ":" + port,
                                "--to",
                                "http://localhost:" + service.port(),
                                "--admin",
                                "off")
                        .await("listening on 0.0.0.0:" + port)) {
            assertThat(Wire.get(port, "/x")).startsWith("HTTP/1.1 200").endsWith("service host: localhost");
        }
    }

    @Test
    void oneLineForwardsToSeveralInTurn() throws Exception {
        int port = Wire.freePort();
        try (Wire.Service a = new Wire.Service("a");
                Wire.Service b = new Wire.Service("b");
                Command _ = Command.start(
                                "run",
                                "--from",
                                ":" + port,
                                "--to",
                                "127.0.0.1:" + a.port(),
                                "--to",
                                "http://127.0.0.1:" + b.port(),
                                "--admin",
                                "off")
                        .await("listening on")) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                names.add(Wire.get(port, "/").split("\r\n\r\n", -1)[1].substring(0, 1));
            }
            assertThat(names).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void oneLineForwardsOverTlsUnderTheNameOfThePlace() throws Exception {
        Keystore keys = Keystore.make(folder.resolve("keys.p12"));
        ServerSocket server =
                keys.context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = Wire.freePort();
        List<String> trust = List.of(
                "-Djavax.net.ssl.trustStore=" + keys.file(), "-Djavax.net.ssl.trustStorePassword=" + Keystore.PASSWORD);
        String[] arguments = {
            "run", "--from", ":" + port, "--to", "https://localhost:" + server.getLocalPort(), "--admin", "off"
        };
        try (Wire.Service _ = new Wire.Service("secret", server)) {
            try (Command _ = Command.start(trust, arguments).await("listening on")) {
                assertThat(Wire.get(port, "/")).startsWith("HTTP/1.1 200").contains("secret host: localhost");
            }
            try (Command _ = Command.start(arguments).await("listening on")) {
                assertThat(Wire.get(port, "/")).startsWith("HTTP/1.1 502").contains("upstream_tls_failed");
            }
        }
    }

    @Test
    void oneLineThatMakesNoSenseIsAnsweredWithWhatWould() throws Exception {
        fails(
                2,
                "--to: htps://localhost (did you mean \"https\"?)\n",
                "run",
                "--from",
                ":0",
                "--to",
                "htps://localhost");
        fails(2, "--from: here (expected: host:port or :port, such as :8080)\n", "run", "--from", "here", "--to", "x");
        fails(
                2,
                "--from: without --to (expected: both and no files, such as --from :8080 --to http://localhost:3000)\n",
                "run",
                "--from",
                ":8080");
    }

    // ---- the call

    @Test
    void anUnknownOptionIsAnsweredWithTheNearest() throws Exception {
        fails(2, "--acess-log: no such option (did you mean \"--access-log\"?)\n", "run", "x", "--acess-log");
        fails(
                2,
                "--trusted-proxies: 10.0.0.0/40 (expected: an address or a range such as 10.0.0.0/8)\n",
                "run",
                "x",
                "--trusted-proxies",
                "10.0.0.0/40");
    }

    // ---- sockets

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (ServerSocket used = new ServerSocket(0)) {
            String[] arguments = {"run", "--from", ":" + used.getLocalPort(), "--to", "localhost:1", "--admin", "off"};
            try (Command command = Command.start(arguments)) {
                assertThat(command.exitCode()).isEqualTo(1);
                assertThat(command.output())
                        .contains("cannot listen on 0.0.0.0:" + used.getLocalPort()
                                + ": the port is in use (stop the other process, or choose another port)\n")
                        .endsWith("error: no listener could be opened\n");
            }
        }
    }

    @Test
    void anAdminPortInUseIsSaid() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(
                    1,
                    "error: admin address 127.0.0.1:" + used.getLocalPort()
                            + ": the port is in use (stop the other process, or choose another by --admin)\n",
                    "run",
                    "--from",
                    ":" + Wire.freePort(),
                    "--to",
                    "localhost:1",
                    "--admin",
                    ":" + used.getLocalPort());
        }
    }

    // ---- certificates

    @Test
    void aKeyThatDoesNotFitItsCertificateIsSaidWithItsPlace() throws Exception {
        Keystore one = Keystore.make(folder.resolve("one.p12"));
        Keystore other = Keystore.make(folder.resolve("other.p12"));
        secret(one.chainPem(), other.keyPem());
        startFails("gateway.yaml:6:79: error: Secret default/cert: the key does not belong to the certificate");
    }

    @Test
    void anUnreadableKeyIsSaidWithItsPlace() throws Exception {
        Keystore one = Keystore.make(folder.resolve("one.p12"));
        secret(one.chainPem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        startFails("tls.key: unreadable key (expected: an RSA, EC or EdDSA private key)");
    }

    private void secret(String chain, String key) throws IOException {
        Files.writeString(folder.resolve("certificate.yaml"), Keystore.secret(chain, key));
    }

    private void startFails(String message) throws Exception {
        String documents = gateway(Wire.freePort(), "protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}");
        try (Command command = Command.start("run", documents, "--admin", "off")) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.output()).contains(message).contains("error: there is nothing to listen on");
        }
    }

    @Test
    void anExpiredCertificateIsWarnedOfAndUsed() throws Exception {
        Keystore old = Keystore.make(folder.resolve("old.p12"), "-startdate", "-3d", "-validity", "1");
        secret(old.chainPem(), old.keyPem());
        String documents = gateway(Wire.freePort(), "protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}");
        try (Command command = Command.start("run", documents, "--admin", "off").await("listening on")) {
            assertThat(command.output()).contains("gateway.yaml:6:79: warning: Secret default/cert: expired at ");
        }
    }

    @Test
    void explainAsksARunningGatewayAndSaysTheSameAsFromFiles() throws Exception {
        int admin = Wire.freePort();
        String documents = gateway(Wire.freePort(), "protocol: HTTP");
        Files.writeString(folder.resolve("route.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs: [{name: g}]
                  rules:
                    - matches: [{path: {value: /a}}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                    - matches: [{path: {value: /a}, headers: [{name: x-beta, value: "1"}]}]
                      backendRefs: [{group: windrose.dev, kind: Backend, name: b}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: 127.0.0.1, port: 3000}
                ---
                apiVersion: gateway.networking.x-k8s.io/v1alpha1
                kind: XMesh
                metadata: {name: m}
                spec: {controllerName: windrose.dev/gateway-controller}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {clusterIP: 10.0.0.1, ports: [{name: http, port: 80}]}
                """);
        try (Command _ = Command.start("run", documents, "--admin", ":" + admin).await("listening on")) {
            String gateway = explainedTwice(documents, admin, "GET http://localhost/a/b", "-H", "x-beta: 1");
            assertThat(gateway).contains("rule: default/r/1");
            String mesh = explainedTwice(documents, admin, "GET http://s.default/", "--from", "others");
            assertThat(mesh).contains("In a mesh, for clients in namespace others: No route");
        }
    }

    @Test
    void statusOfARunningGatewayIsThatOfItsFiles() throws Exception {
        int admin = Wire.freePort();
        String documents = gateway(Wire.freePort(), "protocol: HTTP");
        Files.writeString(folder.resolve("route.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: r}
                spec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: nowhere, port: 80}]}]}
                """);
        try (Command _ = Command.start("run", documents, "--admin", ":" + admin).await("listening on")) {
            for (String form : List.of("table", "yaml", "json")) {
                try (Command files = Command.start("status", documents, "-o", form);
                        Command running = Command.start("status", "--admin", ":" + admin, "-o", form)) {
                    assertThat(files.exitCode()).as(files.output()).isOne();
                    assertThat(running.exitCode()).as(running.output()).isOne();
                    // Who reads the documents is also told where mistakes are.
                    assertThat(running.output()).contains("BackendNotFound");
                    assertThat(files.output()).endsWith(running.output());
                }
            }
        }
    }

    private static String explainedTwice(String documents, int admin, String... asked) throws Exception {
        try (Command files = Command.start("explain", documents, asked[0], asked[1], asked[2]);
                Command running = Command.start("explain", "--admin", ":" + admin, asked[0], asked[1], asked[2])) {
            assertThat(files.exitCode()).as(files.output()).isZero();
            assertThat(running.exitCode()).as(running.output()).isZero();
            // Who reads the documents is also told what is wrong with them.
            assertThat(files.output()).endsWith(running.output());
            return running.output();
        }
    }
}
