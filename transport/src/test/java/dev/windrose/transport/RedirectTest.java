package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captured connections as they are in earnest: redirected by the kernel, in a network namespace of our own. Needs root. */
class RedirectTest {
    private final String namespace = "windrose-" + ProcessHandle.current().pid();

    @BeforeEach
    void create() throws Exception {
        must("ip", "netns", "add", namespace);
        must("ip", "-n", namespace, "link", "set", "lo", "up");
        for (String address : new String[] {"198.51.100.7/32", "198.51.100.9/32", "fd00::7/128", "fd00::9/128"}) {
            must("ip", "-n", namespace, "address", "add", address, "dev", "lo");
        }
    }

    @AfterEach
    void delete() throws Exception {
        run("ip", "netns", "delete", namespace);
    }

    @Test
    void aRedirectedConnectionGoesOnToWhereItWasMeantToGo() throws Exception {
        check("198.51.100.9", "198.51.100.7", "127.0.0.1");
    }

    @Test
    void theSameInIpVersion6() throws Exception {
        check("fd00::9", "fd00::7", "::1");
    }

    /** The app must see the proxy, whose address is the app's own since nothing else binds it, not the client. */
    private void check(String client, String app, String loopback) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(RedirectedClient.class.getName(), client, app, loopback));
        String said = must(command.toArray(String[]::new));
        assertThat(said)
                .contains("redirected: app saw ")
                .doesNotContain(
                        "app saw " + java.net.InetAddress.getByName(client).getHostAddress())
                .contains("captured: 1\n")
                // Who connects to the capturing port itself was meant for nobody.
                .contains("direct: Connection reset");
    }

    private static String must(String... command) throws Exception {
        Ended ended = run(command);
        assertThat(ended.status())
                .as(
                        "exit status of %s (expected: root, iproute2, and a kernel with namespaces and nf_tables): %s",
                        String.join(" ", List.of(command).subList(0, Math.min(5, command.length))), ended.output())
                .isZero();
        return ended.output();
    }

    private record Ended(int status, String output) {}

    private static Ended run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        }
    }
}
