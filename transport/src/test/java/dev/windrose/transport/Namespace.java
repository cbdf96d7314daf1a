package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace of a test's own, with addresses on its loopback. Needs root. */
final class Namespace implements AutoCloseable {
    private final String name = "windrose-" + ProcessHandle.current().pid();

    /** Each address with its prefix length, such as {@code 198.51.100.7/32}. */
    Namespace(String... addresses) {
        must("ip", "netns", "add", name);
        must("ip", "-n", name, "link", "set", "lo", "up");
        for (String address : addresses) {
            must("ip", "-n", name, "address", "add", address, "dev", "lo");
        }
    }

    /** Runs a class of the tests inside; what it prints. */
    String run(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return must(command.toArray(String[]::new));
    }

    @Override
    public void close() {
        run("ip", "netns", "delete", name);
    }

    private static String must(String... command) {
        Ended ended = run(command);
        assertThat(ended.status())
                .as(
                        "exit status of %s (expected: root, iproute2, and a kernel with namespaces and nf_tables): %s",
                        String.join(" ", List.of(command).subList(0, Math.min(5, command.length))), ended.output())
                .isZero();
        return ended.output();
    }

    private record Ended(int status, String output) {}

    private static Ended run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        }
    }
}
