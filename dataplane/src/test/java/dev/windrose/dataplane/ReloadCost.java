package dev.windrose.dataplane;

import dev.windrose.dataplane.ConfigurationSource.Configuration;
import dev.windrose.dataplane.metrics.Metrics;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.engine.route.RouteTable;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.http.RequestHead;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.IncrementalTranslator;
import dev.windrose.translate.Translator;
import dev.windrose.transport.Transport;
import dev.windrose.transport.dns.ClusterResolver;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What a configuration change costs, from documents to what runs, in CPU time. Prints and judges nothing: {@code benchmarks/reload}
 * runs it.
 */
final class ReloadCost {
    private static final int ROUTES = Integer.getInteger("cost.routes", 5_000);
    private static final int PER_HOST = Integer.getInteger("cost.perHost", 100);
    private static final int PER_FILE = Integer.getInteger("cost.perFile", 100);
    private static final int EDITS = Integer.getInteger("cost.edits", 20);

    private static final int STEPS = Integer.getInteger("cost.steps", 2000);
    private static final int LOOKUPS = 1 << 20;

    private final Path folder;
    private final PrintStream out;

    private ReloadCost(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        new ReloadCost(Files.createTempDirectory("reload-cost"), System.out).print();
    }

    private void print() throws IOException {
        write();
        out.printf(Locale.ROOT, "%d routes, %d a host, %d a file%n", ROUTES, PER_HOST, PER_FILE);
        steps();
        whole();
        routing();
    }

    /** Look-ups in the whole table and in one of a single route; the same request again and again, and requests all over the table. */
    private void routing() {
        Model model = Translator.translate(DocumentReader.read(List.of(folder))).model();
        RouteTable all = table(model);
        RouteTable one = table(alone(model));
        Random random = new Random(1);
        RequestHead[] same = {request(7 % ROUTES)};
        RequestHead[] first = {request(0)};
        RequestHead[] spread = new RequestHead[4096];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = request(random.nextInt(ROUTES));
        }
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < 12; round++) {
            best[0] = Math.min(best[0], nanos(one, first));
            best[1] = Math.min(best[1], nanos(all, same));
            best[2] = Math.min(best[2], nanos(all, spread));
        }
        out.printf(
                Locale.ROOT,
                "routed: in a table of one %.1f ns, of all %.1f ns, all over it %.1f ns%n",
                best[0],
                best[1],
                best[2]);
    }

    private static double nanos(RouteTable table, RequestHead[] requests) {
        int found = 0;
        long start = cpu();
        for (int i = 0; i < LOOKUPS; i++) {
            found += table.find(requests[i & (requests.length - 1)]) == null ? 0 : 1;
        }
        long took = cpu() - start;
        if (found != LOOKUPS) {
            throw new IllegalStateException("found: " + found + " (expected: " + LOOKUPS + ")");
        }
        return (double) took / LOOKUPS;
    }

    private static RouteTable table(Model model) {
        Snapshot snapshot =
                Compiler.compile(model, Snapshot.EMPTY, FilterRegistry.load()).snapshot();
        RunningListener listener = snapshot.listeners().values().iterator().next();
        return Objects.requireNonNull(listener.routes());
    }

    private static Model alone(Model model) {
        RouteTableSpec table = model.routeTables().values().iterator().next();
        ListenerRoutes listener = table.listeners().getFirst();
        VirtualHost host = listener.hosts().stream()
                .filter(each -> each.host().value().equals("h0.example.com"))
                .findFirst()
                .orElseThrow();
        VirtualHost single = new VirtualHost(host.host(), host.routes().subList(0, 1));
        RouteTableSpec small = new RouteTableSpec(
                table.id(), List.of(new ListenerRoutes(listener.name(), listener.host(), List.of(single))));
        return new Model(model.listeners(), Map.of(table.id(), small), model.clusters(), model.certificates());
    }

    private static RequestHead request(int route) {
        RequestHead head = new RequestHead();
        head.method("GET");
        head.authority("h" + route / PER_HOST + ".example.com");
        byte[] path = ("/service/" + route + "/x").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(path, 0, head.targetRoom(path.length), 0, path.length);
        head.targetSet(path.length, path.length);
        return head;
    }

    /** From one document's text to what runs, in one thread: what an API server's event costs, and a file's change apart from looking at files. */
    private void steps() {
        List<Document> documents =
                new ArrayList<>(DocumentReader.read(List.of(folder)).all());
        IncrementalTranslator translator = new IncrementalTranslator();
        FilterRegistry filters = FilterRegistry.load();
        Snapshot before = Snapshot.EMPTY;
        int at = documents.size() / 2;
        HttpRoute route = (HttpRoute) documents.get(at);
        int number = Integer.parseInt(route.metadata().name().substring(1));
        Sample[] samples = {
            new Sample("read"), new Sample("translate"), new Sample("compile"), new Sample("swap"), new Sample("all")
        };
        try (Transport transport = Transport.start(Transport.Options.of(1), ExchangeObserver.NONE)) {
            for (int edit = 0; edit <= STEPS; edit++) {
                String text = route(number, edit);
                samples[4].start();
                samples[0].start();
                documents.set(at, DocumentReader.read("edited.yaml", text).all().getFirst());
                samples[0].end();
                samples[1].start();
                Model model = translator
                        .translate(
                                new Documents(documents, List.of(), List.of()), Addresses.OF_THE_MACHINE, Instant.now())
                        .model();
                samples[1].end();
                samples[2].start();
                Snapshot next = Compiler.compile(model, before, filters).snapshot();
                samples[2].end();
                samples[3].start();
                transport.apply(next);
                samples[3].end();
                samples[4].end();
                before = next;
            }
        }
        for (Sample sample : samples) {
            out.println(sample);
        }
    }

    /** CPU time and allocation of one thread, sample by sample. */
    private static final class Sample {
        private static final com.sun.management.ThreadMXBean THREADS =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final String name;
        private final List<Long> nanos = new ArrayList<>();
        private final List<Long> bytes = new ArrayList<>();
        private long startNanos;
        private long startBytes;

        Sample(String name) {
            this.name = name;
        }

        void start() {
            startBytes = THREADS.getCurrentThreadAllocatedBytes();
            startNanos = THREADS.getCurrentThreadCpuTime();
        }

        void end() {
            nanos.add(THREADS.getCurrentThreadCpuTime() - startNanos);
            bytes.add(THREADS.getCurrentThreadAllocatedBytes() - startBytes);
        }

        /** The second half, when the JVM has warmed up. */
        private static long median(List<Long> all) {
            List<Long> late = new ArrayList<>(all.subList(all.size() / 2, all.size()));
            late.sort(null);
            return late.get(late.size() / 2);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-32s first %8.1f ms   one route edited: median %7.3f ms, %,d bytes",
                    name,
                    nanos.getFirst() / 1e6,
                    median(nanos) / 1e6,
                    median(bytes));
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

    /** Of all Java threads, since files are parsed by several; what the JVM does beside is not in it. */
    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            sum += Math.max(0, threads.getThreadCpuTime(id));
        }
        return sum;
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
                """.formatted(freePort()));
        for (int file = 0; file * PER_FILE < ROUTES; file++) {
            write(file, 0);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Another weight in one route of one file. */
    private void edit(int edit) throws IOException {
        write(edit % (ROUTES / PER_FILE), edit + 1);
    }

    private void write(int file, int version) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int route = file * PER_FILE; route < Math.min(ROUTES, (file + 1) * PER_FILE); route++) {
            text.append(route(route, route == file * PER_FILE ? version : 0));
        }
        Files.writeString(folder.resolve("routes-" + file + ".yaml"), text);
    }

    private static String route(int route, int version) {
        return """
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
                """.formatted(route, route / PER_HOST, version);
    }
}
