package dev.windrose.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a route keeps of the heap: its document, what translation keeps of it, and its part of the snapshot; in JVMs of their own with the flags of production. */
@Timeout(240)
class RouteMemoryTest {
    private static final int FEW = 10_000;
    private static final int MANY = 30_000;
    private static final Pattern HEAP = Pattern.compile("(?m)^([0-9]+) bytes of heap");

    @TempDir
    Path folder;

    @Test
    void aRouteKeepsAtMostTwoKilobytesOfHeap() throws IOException, InterruptedException {
        long each = (heap(MANY) - heap(FEW)) / (MANY - FEW);
        System.out.println("heap per route: " + each);
        assertThat(each).isBetween(1L, 2_048L);
    }

    /** As many host names for each route as 1,000 are for 100,000. */
    private long heap(int routes) throws IOException, InterruptedException {
        Path documents = Files.createDirectory(folder.resolve("of-" + routes));
        String printed = load(LoadCost.write(documents, routes, routes / 100));
        Matcher heap = HEAP.matcher(printed);
        assertThat(heap.find()).as(printed).isTrue();
        return Long.parseLong(heap.group(1));
    }

    private static String load(Path documents) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadCost.class.getName(),
                        documents.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
