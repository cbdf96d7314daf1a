package dev.windrose.cli;

import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.UsageException;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.ClusterConfiguration;
import dev.windrose.dataplane.ConfigurationSource;
import dev.windrose.kubernetes.KubernetesSource;
import dev.windrose.kubernetes.address.Range;
import dev.windrose.kubernetes.watch.Scope;
import dev.windrose.translate.Translator;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of {@code run} for a Kubernetes API server. Apart from {@link RunCommand}, whose start must not load a Kubernetes client. */
final class ClusterOptions {
    static final List<Option> OPTIONS = List.of(
            Option.flag("--kubernetes", "Takes documents from a Kubernetes API server, and writes statuses back."),
            Option.value("--kubeconfig", "FILE", "How to reach it. Default: as kubectl does, or as the pod's account."),
            Option.many("--namespace", "NAME", "Looks only at this namespace; several are possible."),
            Option.value(
                    "--selector",
                    "LABELS",
                    "Looks only at Gateways, ListenerSets, routes and policies with these labels."),
            Option.many(
                    "--address-pool",
                    "CIDR",
                    "Gives each Gateway an address of these, such as 10.245.0.0/16, one each of IPv4 and IPv6. Default: all listen everywhere."));

    private ClusterOptions() {}

    static ConfigurationSource source(Words words, List<Path> paths) {
        KubernetesSource.Settings settings = new KubernetesSource.Settings(
                kubeconfig(words),
                new Scope(words.values("--namespace"), words.value("--selector", "")),
                pool(words),
                Translator.CONTROLLER,
                host());
        return new ClusterConfiguration(settings, paths);
    }

    /** The first option that makes no sense without {@code --kubernetes}; null if there is none. */
    static @Nullable String stray(Words words) {
        for (Option option : OPTIONS) {
            if (words.has(option.names().getLast())) {
                return option.names().getLast();
            }
        }
        return null;
    }

    private static @Nullable Path kubeconfig(Words words) {
        String file = words.value("--kubeconfig");
        if (file != null && !Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("--kubeconfig: " + file + " (expected: a file that can be read)");
        }
        return file == null ? null : Path.of(file);
    }

    private static List<Range> pool(Words words) {
        return words.values("--address-pool").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(range -> range(range.strip()))
                .toList();
    }

    private static Range range(String text) {
        try {
            return Range.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--address-pool: " + text + " (expected: a range such as 10.245.0.0/16 or fd00:245::/64)");
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "windrose";
        }
    }
}
