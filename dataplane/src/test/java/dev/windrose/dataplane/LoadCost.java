package dev.windrose.dataplane;

import com.sun.management.OperatingSystemMXBean;
import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What it costs to load very many routes in a fresh process, in time and in memory. Prints and judges nothing: {@code benchmarks/load} runs it. */
final class LoadCost {
    private static final int ROUTES = Integer.getInteger("cost.routes", 100_000);
    private static final int HOSTS = Integer.getInteger("cost.hosts", 1_000);
    private static final int PER_FILE = Integer.getInteger("cost.perFile", 1_000);

    private LoadCost() {}

    /** Without an argument the documents are written to a new folder, whose name is printed; with one they are loaded from there. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.out.println(write(Files.createTempDirectory("load-cost"), ROUTES, HOSTS));
        } else {
            load(Path.of(arguments[0]), System.out);
        }
    }

    private static void load(Path folder, PrintStream out) {
        long start = System.nanoTime();
        FileConfiguration files = new FileConfiguration(List.of(folder));
        Configuration read = files.read();
        print(out, "read and translated", start);
        CompileResult compiled = Compiler.compile(read.model(), Snapshot.EMPTY, FilterRegistry.load());
        print(out, "compiled", start);
        try {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long used = runtime.totalMemory() - runtime.freeMemory();
            out.printf(
                    Locale.ROOT,
                    "%d bytes of heap, %d a route, of all that a running process keeps%n",
                    used,
                    used / ROUTES);
        } finally {
            for (Object kept : List.of(files, read, compiled)) {
                Reference.reachabilityFence(kept);
            }
        }
    }

    private static void print(PrintStream out, String step, long start) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        out.printf(
                Locale.ROOT,
                "%-20s %7.0f ms since main, %7.0f ms CPU of the process%n",
                step,
                (System.nanoTime() - start) / 1e6,
                system.getProcessCpuTime() / 1e6);
    }

    static Path write(Path folder, int routes, int hosts) throws IOException {
        Files.writeString(folder.resolve("gateway.yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: g}
                spec:
                  gatewayClassName: windrose
                  listeners: [{name: http, port: 8080, protocol: HTTP}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: s}
                spec: {ports: [{port: 80}]}
                """);
        for (int file = 0; file * PER_FILE < routes; file++) {
            StringBuilder text = new StringBuilder();
            for (int route = file * PER_FILE; route < Math.min(routes, (file + 1) * PER_FILE); route++) {
                text.append("""
                        ---
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: HTTPRoute
                        metadata:
                          name: r%1$d
                          namespace: default
                        spec:
                          parentRefs:
                          - name: g
                          hostnames:
                          - h%2$d.example.com
                          rules:
                          - matches:
                            - path:
                                type: PathPrefix
                                value: /service/%1$d
                            backendRefs:
                            - name: s
                              port: 80
                        """.formatted(route, route % hosts));
            }
            Files.writeString(folder.resolve("routes-" + file + ".yaml"), text);
        }
        return folder;
    }
}
