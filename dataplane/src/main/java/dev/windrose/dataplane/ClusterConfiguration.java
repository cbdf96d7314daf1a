package dev.windrose.dataplane;

import dev.windrose.dataplane.FileConfiguration.Read;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.kubernetes.KubernetesSource;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.IncrementalTranslator;
import dev.windrose.translate.Unopened;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The model that an API server describes, together with files if there are any: both are documents, and one translation takes all of them. */
public final class ClusterConfiguration implements ConfigurationSource {
    /** A server that answers has told all within this time; one that does not must not keep files from being served. */
    private static final Duration FIRST = Duration.ofSeconds(10);

    private final KubernetesSource.Settings settings;
    private final @Nullable FileConfiguration files;
    private final IncrementalTranslator translator = new IncrementalTranslator();
    private Read fromFiles = Read.NOTHING;
    private @Nullable KubernetesSource cluster;

    /** @param paths files and folders beside the API server; none is usual */
    public ClusterConfiguration(KubernetesSource.Settings settings, List<Path> paths) {
        this.settings = settings;
        this.files = paths.isEmpty() ? null : new FileConfiguration(paths);
    }

    @Override
    public void follow(Runnable onChange) {
        KubernetesSource started = KubernetesSource.start(settings, onChange);
        cluster = started;
        try {
            started.awaitSettled(FIRST);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable Configuration read(BooleanSupplier settled) {
        if (files != null) {
            Read read = files.documents(settled);
            if (read == null) {
                return null;
            }
            fromFiles = read;
            name(read.documents());
        }
        return again();
    }

    private void name(Documents documents) {
        try {
            source().beside(documents);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private KubernetesSource source() {
        return Objects.requireNonNull(cluster, "cluster: not followed (expected: follow first)");
    }

    @Override
    public Configuration again() {
        KubernetesSource source = source();
        Documents documents = together(fromFiles.documents(), source.read());
        return FileConfiguration.translated(new Read(documents, fromFiles.notes()), translator, source.addresses());
    }

    private static Documents together(Documents a, Documents b) {
        if (a.equals(Documents.EMPTY)) {
            return b;
        }
        List<Document> all = new ArrayList<>(a.all());
        all.addAll(b.all());
        List<Documents.Rejected> rejected = new ArrayList<>(a.rejected());
        rejected.addAll(b.rejected());
        List<Problem> problems = new ArrayList<>(a.problems());
        problems.addAll(b.problems());
        return new Documents(all, rejected, problems);
    }

    /** Only what runs is told: a status must not promise a listener that is still to be opened. */
    @Override
    public List<DocumentStatus> applied(Configuration read, List<Unopened.Failure> unopened) {
        List<DocumentStatus> statuses = ConfigurationSource.super.applied(read, unopened);
        if (cluster != null) {
            cluster.report(statuses);
        }
        return statuses;
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
