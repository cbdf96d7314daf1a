package dev.windrose.cli;

import dev.windrose.dataplane.ConfigurationSource;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code windrose run}: the gateway, until a signal ends it. */
@Command(
        name = "run",
        description = "Runs the gateway from documents, and takes up every change of them. Ctrl-C drains and ends it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  windrose run gateway/",
            "  windrose run gateway.yaml routes/ --access-log",
            "  windrose run --from :8080 --to http://localhost:3000",
            "  windrose run --from :8080 --to https://api.example.com   (the Host header becomes api.example.com)"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    private final Terminal terminal;

    @Parameters(arity = "0..*", paramLabel = "DIR|FILE", description = "Folders and files with documents.")
    private List<Path> paths = List.of();

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "Listens here, such as :8080; with --to, without files.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = "Forwards everything there, such as http://localhost:3000.")
    private @Nullable String to;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:15000",
            description = "Where health, metrics and configuration are shown; off for none. Default: ${DEFAULT-VALUE}.")
    private String admin = "127.0.0.1:15000";

    @Option(
            names = "--access-log",
            arity = "0..1",
            fallbackValue = "json",
            paramLabel = "FORM",
            description = "Writes a line for each request: json (default) or common.")
    private @Nullable String accessLog;

    @Option(
            names = "--access-log-file",
            paramLabel = "FILE",
            description = "Where these lines go. Default: standard output.")
    private @Nullable Path accessLogFile;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long requests under way may take at the end. Default: ${DEFAULT-VALUE}.")
    private Duration grace = Duration.ofSeconds(30);

    @Option(names = "--workers", paramLabel = "N", description = "Event loops. Default: one for each processor.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description =
                    "How long a client's HTTP/1 connection may be kept open between requests. Default: ${DEFAULT-VALUE}.")
    private Duration idleTimeout = Duration.ofSeconds(60);

    @Option(
            names = "--io",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "How event loops ask the kernel: auto, epoll, io_uring or nio. Default: ${DEFAULT-VALUE}.")
    private String io = "auto";

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ConfigurationSource source = source();
        Dataplane dataplane = Dataplane.assemble(options(), source, paths);
        if (dataplane.snapshot().listeners().size() == dataplane.unopened().size()) {
            terminal.err().println(nothingOpen(dataplane));
            dataplane.close();
            return 1;
        }
        Signals.onEnd(dataplane::stop);
        InetSocketAddress shown = dataplane.adminAddress();
        if (shown != null) {
            log.info("admin: http://{}:{}/", shown.getAddress().getHostAddress(), shown.getPort());
        }
        dataplane.snapshot().listeners().keySet().forEach(id -> log.info("listening on {}", id));
        dataplane.awaitStop();
        log.info("draining, at most {} s (a second signal ends at once)", grace.toSeconds());
        int left = dataplane.drain(grace);
        log.info(left == 0 ? "ended" : "ended; {} connections were cut off", left);
        return 0;
    }

    private static String nothingOpen(Dataplane dataplane) {
        return dataplane.unopened().isEmpty()
                ? "error: there is nothing to listen on (expected: a Gateway with a listener, or --from and --to)"
                : "error: no listener could be opened";
    }

    private ConfigurationSource source() {
        if (from != null && to != null && paths.isEmpty()) {
            return ConfigurationSource.fixed(OneLine.model(from, to));
        }
        if (from != null || to != null) {
            throw new UsageException("--from, --to: one of them, or files beside them (expected: both and no files)");
        }
        if (paths.isEmpty()) {
            throw new UsageException("documents: none (expected: a folder or files, or --from and --to)");
        }
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + ": no such file or folder");
            }
        }
        return new FileConfiguration(paths);
    }

    private Dataplane.Options options() {
        if (workers < 1) {
            throw new UsageException("--workers: " + workers + " (expected: 1 or more)");
        }
        InetSocketAddress address = admin.equals("off")
                ? null
                : HostPort.of("--admin", admin, "127.0.0.1").resolve("--admin");
        return new Dataplane.Options(
                workers,
                address,
                form(),
                accessLogFile,
                LogbackLevel.ROOT,
                ServerTimeouts.DEFAULT.withIdle(idleTimeout),
                ioKind());
    }

    private IoKind ioKind() {
        return switch (io.toLowerCase(Locale.ROOT)) {
            case "auto" -> IoKind.AUTO;
            case "epoll" -> IoKind.EPOLL;
            case "io_uring" -> IoKind.IO_URING;
            case "nio" -> IoKind.NIO;
            default -> throw new UsageException("--io: " + io + " (expected: auto, epoll, io_uring or nio)");
        };
    }

    private AccessLog.@Nullable Form form() {
        String form = accessLog == null && accessLogFile != null ? "json" : accessLog;
        if (form == null) {
            return null;
        }
        return switch (form.toLowerCase(Locale.ROOT)) {
            case "json" -> AccessLog.Form.JSON;
            case "common" -> AccessLog.Form.COMMON;
            default -> throw new UsageException("--access-log: " + form + " (expected: json or common)");
        };
    }
}
