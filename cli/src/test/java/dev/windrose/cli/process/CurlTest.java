package dev.windrose.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command curl reaches the first example's service through the real process, in every way that curl speaks HTTP to a gateway. */
@Timeout(300)
class CurlTest {
    private static final String HOST = "api.example.com";
    private static final String LISTENER = "- {name: http, port: 8080, protocol: HTTP}";

    @TempDir
    static Path folder;

    private static int clear;
    private static int secure;
    private static Wire.@Nullable Service users;
    private static @Nullable Command gateway;

    @BeforeAll
    static void start() throws Exception {
        users = new Wire.Service("users");
        clear = Wire.freePort();
        secure = Wire.freePort();
        Path documents = Files.createDirectory(folder.resolve("documents"));
        copy("gateway.yaml", LISTENER, """
                - {name: http, port: %d, protocol: HTTP}
                    - {name: https, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
                """.formatted(clear, secure));
        copy("routes.yaml", HOST, HOST);
        copy("services.yaml", "port: 3001", "port: " + users.port());
        Keystore keystore = Keystore.make(folder.resolve("keys.p12"), "-ext", "san=dns:" + HOST);
        Files.writeString(folder.resolve("ca.pem"), keystore.chainPem());
        Files.writeString(
                documents.resolve("secret.yaml"),
                Keystore.secret(keystore.chainPem(), keystore.keyPem())
                        .replace("{name: cert}", "{name: cert, namespace: production}"));
        gateway = Command.start("run", documents.toString(), "--admin", "off")
                .await(":" + clear)
                .await(":" + secure);
    }

    /** The example with another port: those that it names may be taken. */
    private static void copy(String name, String before, String after) throws IOException {
        String text = Files.readString(Path.of("..", "examples", "getting-started", name));
        assertThat(text).contains(before);
        Files.writeString(folder.resolve("documents").resolve(name), text.replace(before, after));
    }

    @AfterAll
    static void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (users != null) {
            users.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https, --http2,                 200 2",
        "https, --http1.1,               200 1.1",
        "http,  --http2-prior-knowledge, 200 2",
        "http,  --http1.1,               200 1.1"
    })
    void theRouteIsServed(String scheme, String version, String expected) throws Exception {
        assertThat(curl(scheme, version)).isEqualTo(expected);
        assertThat(folder.resolve("body")).content().isEqualTo("users host: " + authority(scheme));
    }

    private static String authority(String scheme) {
        return HOST + ":" + (scheme.equals("https") ? secure : clear);
    }

    /** The status and the version of the answer, or what curl complains of; the body goes to a file. */
    private static String curl(String scheme, String version) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "60", version));
        words.addAll(List.of("--cacert", folder.resolve("ca.pem").toString()));
        words.addAll(List.of("--resolve", authority(scheme) + ":127.0.0.1"));
        words.addAll(List.of("--output", folder.resolve("body").toString()));
        words.addAll(List.of("--write-out", "%{http_code} %{http_version}"));
        words.add(scheme + "://" + authority(scheme) + "/v1/users/7");
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "curl: not there (expected: the command curl on the path, such as by apt-get install curl)", e);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
