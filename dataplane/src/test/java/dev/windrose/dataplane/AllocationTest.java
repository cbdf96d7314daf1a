package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a request costs in garbage, in a JVM with the flags of production: the leak detector of the tests allocates more than the proxy. */
@Timeout(240)
class AllocationTest {
    private static final long BAR_BYTES = 1024;

    @TempDir
    Path folder;

    @Test
    void aRequestFromHttp1ToHttp1AllocatesAtMostAKilobyteOnItsLoop() throws Exception {
        assertThat(measure()).isBetween(1L, BAR_BYTES);
    }

    private long measure() throws IOException, InterruptedException {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.leakDetection.level=disabled",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllocationProbe.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(probe.waitFor(10, TimeUnit.SECONDS)).as(output).isTrue();
            assertThat(probe.exitValue()).as(output).isZero();
            String[] lines = output.strip().split("\n", -1);
            return Long.parseLong(lines[lines.length - 1]);
        } finally {
            probe.destroyForcibly();
        }
    }
}
