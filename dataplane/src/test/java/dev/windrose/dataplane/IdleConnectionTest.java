package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client's connection keeps of the heap when it has had its answer, in a JVM of its own with the flags of production. */
@Timeout(240)
class IdleConnectionTest {
    private static final int WARM_UP = 100;

    @TempDir
    Path folder;

    private TinyBackend backend;
    private TestGatewayFolder files;
    private Process gateway;
    private BufferedReader answers;

    /** Opens a connection and has it serve a request. */
    private interface Opening {
        RawClient open() throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        backend = new TinyBackend("b");
        files = new TestGatewayFolder(folder, backend.port());
        gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.leakDetection.level=disabled",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleProbe.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        answers = gateway.inputReader();
        awaitReady();
    }

    private void awaitReady() throws IOException {
        String line = answers.readLine();
        while (!"ready".equals(line)) {
            assertThat(line).as("the gateway's output").isNotNull();
            line = answers.readLine();
        }
    }

    @AfterEach
    void stop() throws IOException {
        gateway.destroyForcibly();
        backend.close();
    }

    @Test
    void aPlainConnectionKeepsAtMostThreeKilobytesOfHeap() throws IOException {
        assertThat(heapPerConnection(2_000, () -> RawClient.plain(files.plain))).isBetween(1L, 3_072L);
    }

    @Test
    void aTlsConnectionKeepsAtMostSixKilobytesOfHeap() throws IOException {
        SSLContext context = TestCertificate.trustAll();
        assertThat(heapPerConnection(500, () -> RawClient.secure(context, files.secure)))
                .isBetween(1L, 6_144L);
    }

    private long heapPerConnection(int count, Opening opening) throws IOException {
        List<RawClient> open = new ArrayList<>();
        try {
            use(open, WARM_UP, opening);
            long before = heap();
            use(open, count, opening);
            long each = (heap() - before) / count;
            System.out.println("heap per idle connection: " + each);
            return each;
        } finally {
            for (RawClient client : open) {
                client.close();
            }
        }
    }

    private static void use(List<RawClient> open, int count, Opening opening) throws IOException {
        for (int i = 0; i < count; i++) {
            RawClient client = opening.open();
            open.add(client);
            assertThat(client.get("/a").status()).isEqualTo(200);
        }
    }

    private long heap() throws IOException {
        gateway.getOutputStream().write('\n');
        gateway.getOutputStream().flush();
        return Long.parseLong(Objects.requireNonNull(answers.readLine()));
    }
}
