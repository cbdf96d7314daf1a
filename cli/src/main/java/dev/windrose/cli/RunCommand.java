package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.DurationText;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.UsageException;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.ConfigurationSource;
import dev.windrose.dataplane.Counted;
import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.PeerSettings;
import dev.windrose.dataplane.accesslog.AccessLog;
import dev.windrose.dataplane.source.FileSource;
import dev.windrose.model.Cidr;
import dev.windrose.model.ListenerId;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code windrose run}: the gateway, until a signal ends it. */
final class RunCommand implements Command {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);
    private static final int MOST_WORKERS = 1024;
    /** The exit code when the grace period was not enough. */
    private static final int CUT_OFF = 3;

    private static final String USUAL_ADMIN = "127.0.0.1:15000";
    private static final String USUAL_GRACE = "30s";
    private static final String USUAL_DELAY = "0s";
    private static final String USUAL_IDLE = "60s";
    private static final String USUAL_IO = "auto";
    private static final Synopsis SYNOPSIS = new Synopsis(
            "run",
            "DIR|FILE...",
            0,
            Synopsis.MANY,
            "Runs the gateway from documents, and takes up every change of them. Ctrl-C drains and ends it.",
            options(List.of(
                    Option.value("--from", "ADDRESS", "Listens here, such as :8080; with --to, without files."),
                    Option.many(
                            "--to",
                            "URL",
                            "Forwards everything there, such as http://localhost:3000; several in turn."),
                    Option.value(
                                    "--admin",
                                    "ADDRESS",
                                    "Where health, metrics and configuration are shown; off for none.")
                            .withDefault(USUAL_ADMIN),
                    Option.optional(
                                    "--access-log",
                                    "FORM",
                                    List.of("json", "common"),
                                    "Writes a line for each request: json (also if no FORM is given) or common.")
                            .withDefault("none"),
                    Option.value("--access-log-file", "FILE", "Where these lines go.")
                            .withDefault("standard output"),
                    Option.value("--grace", "TIME", "How long requests under way may take at the end.")
                            .withDefault(USUAL_GRACE),
                    Option.value(
                                    "--drain-delay",
                                    "TIME",
                                    "How long to go on once /readyz fails, until load balancers know.")
                            .withDefault(USUAL_DELAY),
                    Option.many(
                            "--trusted-proxies",
                            "CIDR",
                            "Whose X-Forwarded-*, Forwarded and X-Request-ID are believed, such as 10.0.0.0/8."),
                    Option.many("--proxy-protocol-from", "CIDR", "Who must speak the PROXY protocol first."),
                    Option.flag("--forwarded", "Sends Forwarded (RFC 7239) beside X-Forwarded-*."),
                    Option.value("--workers", "N", "Event loops.").withDefault("one for each processor"),
                    Option.value(
                                    "--idle-timeout",
                                    "TIME",
                                    "How long a client's connection may be kept open between requests.")
                            .withDefault(USUAL_IDLE),
                    Option.choice(
                                    List.of("--io"),
                                    "KIND",
                                    List.of("auto", "epoll", "io_uring", "nio"),
                                    "How event loops ask the kernel: auto, epoll, io_uring or nio.")
                            .withDefault(USUAL_IO))),
            List.of(
                    "windrose run gateway/",
                    "windrose run gateway.yaml routes/ --access-log",
                    "windrose run --from :8080 --to http://localhost:3000",
                    "windrose run --kubernetes --address-pool 10.245.0.0/16",
                    "windrose run --from :8080 --to https://api.example.com   (the Host header becomes api.example.com)"));

    private static List<Option> options(List<Option> own) {
        List<Option> all = new ArrayList<>(own);
        all.addAll(ClusterOptions.OPTIONS);
        return all;
    }

    private final Terminal terminal;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) throws IOException, InterruptedException {
        Duration grace = DurationText.of("--grace", words.value("--grace", USUAL_GRACE));
        Duration delay = DurationText.of("--drain-delay", words.value("--drain-delay", USUAL_DELAY));
        List<Path> paths = words.operands().stream().map(Path::of).toList();
        Dataplane dataplane = Dataplane.assemble(options(words), source(words, paths), paths);
        if (!words.has("--kubernetes")
                && dataplane.snapshot().listeners().size()
                        == dataplane.unopened().size()) {
            terminal.err().println(nothingOpen(dataplane));
            dataplane.close();
            return 1;
        }
        Signals.onEnd(dataplane::stop);
        Signals.onHangup(dataplane::reopenAccessLog);
        InetSocketAddress shown = dataplane.adminAddress();
        if (shown != null) {
            log.info("admin: http://{}:{}/", shown.getAddress().getHostAddress(), shown.getPort());
        }
        Set<ListenerId> open =
                new LinkedHashSet<>(dataplane.snapshot().listeners().keySet());
        dataplane.unopened().forEach(problem -> open.remove(problem.listener()));
        open.forEach(id -> log.info("listening on {}", id));
        dataplane.awaitStop();
        log.info(
                "draining, at most {} s (a second signal ends at once)",
                delay.plus(grace).toSeconds());
        Thread.sleep(delay);
        int left = dataplane.drain(grace);
        log.info(left == 0 ? "ended" : "ended; cut off: {}", Counted.of(left, "connection"));
        return left == 0 ? 0 : CUT_OFF;
    }

    private static String nothingOpen(Dataplane dataplane) {
        return dataplane.unopened().isEmpty()
                ? "error: there is nothing to listen on (expected: a Gateway with a listener, or --from and --to)"
                : "error: no listener could be opened";
    }

    private static ConfigurationSource source(Words words, List<Path> paths) {
        String from = words.value("--from");
        List<String> to = words.values("--to");
        if (from != null && !to.isEmpty() && paths.isEmpty()) {
            if (words.has("--kubernetes") || ClusterOptions.stray(words) != null) {
                throw new UsageException("--kubernetes: beside --from and --to (expected: one or the other)");
            }
            return ConfigurationSource.fixed(OneLine.model(from, to));
        }
        if (from != null || !to.isEmpty()) {
            throw new UsageException(halfALine(from, paths)
                    + " (expected: both and no files, such as --from :8080 --to http://localhost:3000)");
        }
        if (paths.isEmpty() && !words.has("--kubernetes")) {
            throw new UsageException("documents: none (expected: a folder or files, or --from and --to)");
        }
        for (Path path : paths) {
            if (!Files.exists(path)) {
                String form = words.has("--access-log") ? " (or expected behind --access-log: json or common)" : "";
                throw new IllegalArgumentException(path + ": no such file or folder" + form);
            }
        }
        return documents(words, paths);
    }

    private static ConfigurationSource documents(Words words, List<Path> paths) {
        if (words.has("--kubernetes")) {
            return ClusterOptions.source(words, paths);
        }
        String stray = ClusterOptions.stray(words);
        if (stray != null) {
            throw new UsageException(stray + ": has no meaning here (expected: --kubernetes beside it)");
        }
        return new FileConfiguration(paths);
    }

    private static String halfALine(@Nullable String from, List<Path> paths) {
        if (!paths.isEmpty()) {
            return "--from, --to: beside files";
        }
        return from == null ? "--to: without --from" : "--from: without --to";
    }

    private static Dataplane.Options options(Words words) {
        String admin = words.value("--admin", USUAL_ADMIN);
        InetSocketAddress address = admin.equals("off")
                ? null
                : HostPort.of("--admin", admin, "127.0.0.1").resolve("--admin");
        String file = words.value("--access-log-file");
        String form = words.value("--access-log", file == null ? "" : "json");
        int processors = Runtime.getRuntime().availableProcessors();
        return new Dataplane.Options(
                words.number("--workers", processors, 1, MOST_WORKERS),
                address,
                form(form),
                file == null ? null : Path.of(file),
                LogbackLevel.ROOT,
                FileSource.Timing.DEFAULT,
                new PeerSettings(
                        ranges(words, "--trusted-proxies"),
                        ranges(words, "--proxy-protocol-from"),
                        words.has("--forwarded")),
                ServerTimeouts.DEFAULT.withIdle(
                        DurationText.of("--idle-timeout", words.value("--idle-timeout", USUAL_IDLE))),
                IoKind.valueOf(words.value("--io", USUAL_IO).toUpperCase(Locale.ROOT)));
    }

    private static List<Cidr> ranges(Words words, String option) {
        List<Cidr> ranges = new ArrayList<>();
        for (String value : words.values(option)) {
            for (String range : value.split(",", -1)) {
                try {
                    ranges.add(Cidr.of(range.strip()));
                } catch (IllegalArgumentException e) {
                    throw new UsageException(
                            option + ": " + range + " (expected: an address or a range such as 10.0.0.0/8)");
                }
            }
        }
        return ranges;
    }

    private static AccessLog.@Nullable Form form(String name) {
        return switch (name) {
            case "json" -> AccessLog.Form.JSON;
            case "common" -> AccessLog.Form.COMMON;
            default -> null;
        };
    }
}
