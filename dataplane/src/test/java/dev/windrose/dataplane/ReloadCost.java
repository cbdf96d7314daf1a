package dev.windrose.dataplane;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.Model;
import dev.windrose.translate.Translator;
import dev.windrose.transport.Transport;
import dev.windrose.transport.dns.ClusterResolver;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a configuration change costs, from documents to what runs, in CPU time of the thread that does it. Prints and asserts nothing; run it by name:
 * {@code mvn test -pl dataplane -am -Dtest=ReloadCost -Dsurefire.failIfNoSpecifiedTests=false}, with {@code -Dcost.routes=100000} for another number.
 */
class ReloadCost {
    private static final int ROUTES = Integer.getInteger("cost.routes", 5_000);
    private static final int PER_HOST = Integer.getInteger("cost.perHost", 100);
    private static final int PER_FILE = Integer.getInteger("cost.perFile", 100);
    private static final int EDITS = Integer.getInteger("cost.edits", 40);

    @TempDir
    Path folder;

    private final PrintStream out = System.out;

    @Test
    void print() throws IOException {
        write();
        out.printf(Locale.ROOT, "%d routes, %d a host, %d a file%n", ROUTES, PER_HOST, PER_FILE);
        steps();
        whole();
    }

    /** Each step by itself, the first time and after edits of one route. */
    private void steps() throws IOException {
        long[][] times = new long[4][EDITS + 1];
        Snapshot before = Snapshot.EMPTY;
        try (Transport transport = Transport.start(Transport.Options.of(1), ExchangeObserver.NONE)) {
            FilterRegistry filters = FilterRegistry.load();
            for (int edit = 0; edit <= EDITS; edit++) {
                edit(edit);
                Documents documents = timed(times[0], edit, () -> DocumentReader.read(List.of(folder)));
                Model model = timed(times[1], edit, () -> Translator.translate(documents).model());
                Snapshot last = before;
                Snapshot next = timed(times[2], edit, () -> Compiler.compile(model, last, filters).snapshot());
                timed(times[3], edit, () -> transport.apply(next));
                before = next;
            }
        }
        String[] names = {"read", "translate", "compile", "swap"};
        for (int i = 0; i < names.length; i++) {
            print(names[i], times[i]);
        }
    }

    /** As it runs: {@link Reload} with everything around. */
    private void whole() throws IOException {
        long[] reading = new long[EDITS + 1];
        long[] times = new long[EDITS + 1];
        try (Transport transport = Transport.start(Transport.Options.of(1), ExchangeObserver.NONE);
                ClusterResolver names = new ClusterResolver()) {
            FileConfiguration files = new FileConfiguration(List.of(folder));
            Configuration[] current = {files.read()};
            Reload reload = new Reload(
                    _ -> current[0], FilterRegistry.load(), names, transport, PeerSettings.NONE, new Metrics(1));
            for (int edit = 0; edit <= EDITS; edit++) {
                edit(edit);
                current[0] = timed(reading, edit, files::read);
                timed(times, edit, () -> reload.run(() -> true));
            }
        }
        print("source (read, translate)", reading);
        print("reload (compile, swap, metrics)", times);
    }

    private static <T> T timed(long[] into, int at, Supplier<T> step) {
        long start = cpu();
        T result = step.get();
        into[at] = cpu() - start;
        return result;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void print(String name, long[] nanos) {
        long[] later = Arrays.copyOfRange(nanos, 1, nanos.length);
        Arrays.sort(later);
        out.printf(
                Locale.ROOT,
                "%-32s first %8.1f ms   one route edited: median %7.2f ms, best %7.2f ms%n",
                name,
                nanos[0] / 1e6,
                later[later.length / 2] / 1e6,
                later[0] / 1e6);
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                ---
                apiVersion: windrose.dev/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {host: 127.0.0.1, port: 8080}
                """.formatted(TestGatewayFolder.freePort()));
        for (int file = 0; file * PER_FILE < ROUTES; file++) {
            write(file, 0);
        }
    }

    /** Another weight in one route of one file. */
    private void edit(int edit) throws IOException {
        write(edit % (ROUTES / PER_FILE), edit + 1);
    }

    private void write(int file, int version) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int route = file * PER_FILE; route < Math.min(ROUTES, (file + 1) * PER_FILE); route++) {
            text.append("""
                    ---
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: r%1$d, namespace: default}
                    spec:
                      parentRefs: [{name: g}]
                      hostnames: [h%2$d.example.com]
                      rules:
                        - matches:
                            - path: {type: PathPrefix, value: /service/%1$d}
                              method: GET
                          filters:
                            - type: RequestHeaderModifier
                              requestHeaderModifier: {set: [{name: x-version, value: v%3$d}]}
                          backendRefs: [{name: b, kind: Backend, group: windrose.dev}]
                    """.formatted(route, route / PER_HOST, route == file * PER_FILE ? version : 0));
        }
        Files.writeString(folder.resolve("routes-" + file + ".yaml"), text);
    }
}
