package dev.windrose.verification.cluster;

import dev.windrose.kubernetes.api.Api;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The kube-apiserver and etcd that {@code conform build} made, on loopback ports, with an empty store and no rights to be asked for. */
final class ApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "test";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final Path OWN_KINDS = Path.of("../kubernetes/manifests/crds.yaml");

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final Path kubeconfig;
    private final Api api;

    private ApiServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: admin, user: {token: %s}}]
                contexts: [{name: test, context: {cluster: test, user: admin}}]
                current-context: test
                """.formatted(port, TOKEN));
        this.api = Api.connect(kubeconfig);
    }

    /** The folder of {@code conform build}. */
    static Path work() {
        return Path.of(String.valueOf(System.getenv("CONFORM_WORK")));
    }

    /** Starts both, and installs the CRDs of the Gateway API and of our own kinds. */
    static ApiServer start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        int etcd = freePort();
        ApiServer server = new ApiServer(folder, port);
        try {
            server.etcd(etcd);
            server.server(port, etcd);
            server.await("/api/v1/namespaces/default");
            server.kinds();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void etcd(int port) throws IOException {
        String client = "http://127.0.0.1:" + port;
        run(
                "etcd",
                "--data-dir",
                folder.resolve("etcd").toString(),
                "--unsafe-no-fsync",
                "--log-level",
                "warn",
                "--listen-client-urls",
                client,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                "http://127.0.0.1:" + freePort());
    }

    private void server(int port, int etcd) throws IOException {
        Path key = Files.writeString(folder.resolve("accounts.key"), privateKey());
        Path tokens = Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,admin,system:masters\n");
        run(
                "apiserver",
                "--etcd-servers",
                "http://127.0.0.1:" + etcd,
                "--bind-address",
                "127.0.0.1",
                // An address of documentation: nothing in here is reached by it.
                "--advertise-address",
                "192.0.2.1",
                "--endpoint-reconciler-type",
                "none",
                "--secure-port",
                Integer.toString(port),
                "--cert-dir",
                folder.resolve("certificates").toString(),
                "--token-auth-file",
                tokens.toString(),
                "--authorization-mode",
                "AlwaysAllow",
                "--service-cluster-ip-range",
                "10.96.0.0/16",
                "--service-account-issuer",
                "https://kubernetes.default.svc",
                "--service-account-key-file",
                key.toString(),
                "--service-account-signing-key-file",
                key.toString(),
                "--disable-admission-plugins",
                "ServiceAccount");
    }

    private void run(String name, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(work().resolve("bin").resolve(name).toString());
        command.addAll(List.of(options));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has RSA", e);
        }
    }

    private void kinds() throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> list = Files.list(work().resolve("crd"))) {
            files = new ArrayList<>(list.toList());
        }
        files.add(OWN_KINDS);
        for (Path file : files) {
            for (Map<String, ?> document : documents(Files.readString(file))) {
                if (Objects.equals(document.get("kind"), "CustomResourceDefinition")) {
                    api.send("POST", CRDS, "application/json", document);
                }
            }
        }
        await("/apis/gateway.networking.k8s.io/v1/httproutes");
        await("/apis/windrose.dev/v1alpha1/gatewayparameters");
    }

    /** The documents of a YAML text. */
    @SuppressWarnings("unchecked")
    static List<Map<String, ?>> documents(String yaml) {
        List<Map<String, ?>> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document != null) {
                documents.add((Map<String, ?>) document);
            }
        }
        return documents;
    }

    /** Waits until there is an answer. */
    private void await(String path) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                api.get(path);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !processes.stream().allMatch(Process::isAlive)) {
                    throw new IOException(path + ": no answer (see " + folder + "/*.log)", e);
                }
                // Nothing tells when it is up.
                processes.getFirst().waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    Api api() {
        return api;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    public void close() {
        api.close();
        processes.reversed().forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
