package dev.windrose.translate;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one translation has gathered so far. While a {@link Kept} answer is worked out, all that is asked for and added belongs to its
 * {@link Part}. Certificates and clusters are sorted by name, so that the order of documents never shows.
 */
final class Draft {
    private final Clusters clusters = new Clusters();
    private final Map<CertificateId, CertificateSpec> certificates =
            new TreeMap<>(Comparator.comparing(CertificateId::value));
    private final Set<Problem> reported = new HashSet<>();
    private Problems problems = new Problems();
    private Part.@Nullable Gathering part;
    private int translation;
    private boolean singular;

    /** Begins a translation: nothing is gathered yet. */
    void start() {
        translation++;
        certificates.clear();
        reported.clear();
        problems = new Problems();
    }

    /** The number of the translation under way, the first is 1. */
    int translation() {
        return translation;
    }

    /** What is worked out rests on the order in which it was asked for, so that the next translation must begin anew. */
    void singular() {
        singular = true;
    }

    boolean isSingular() {
        return singular;
    }

    /** Begins a part; what is returned goes to {@link #end}. */
    Part.@Nullable Gathering begin() {
        Part.Gathering outer = part;
        part = new Part.Gathering();
        return outer;
    }

    Part end(Part.@Nullable Gathering outer) {
        if (part == null) {
            throw new IllegalStateException("part: none (expected: one that has begun)");
        }
        Part done = part.done();
        part = outer;
        return done;
    }

    /** What is worked out now rests on this answer. */
    void ask(Answer answer) {
        if (part != null) {
            part.asked.add(answer);
        }
    }

    /** Adds what a part adds. */
    void add(Part inner) {
        if (part != null) {
            part.add(inner);
            return;
        }
        // Most parts add a cluster and nothing else, and there is one for each route.
        List<Clusters.Wanted> wanted = inner.clusters();
        for (int i = 0; i < wanted.size(); i++) {
            cluster(wanted.get(i));
        }
        if (inner.addsMore()) {
            inner.problems().forEach(this::report);
            inner.certificates().forEach(this::certificate);
            inner.uses().forEach(ServicePolicies.Use::again);
        }
    }

    void error(Position at, String code, String message) {
        report(Problem.error(at, code, message));
    }

    void warning(Position at, String code, String message) {
        report(Problem.warning(at, code, message));
    }

    /** Reports once: several listeners and routes may meet the same mistake. */
    void report(Problem problem) {
        if (part != null) {
            part.problems.add(problem);
        } else if (reported.add(problem)) {
            problems.add(problem);
        }
    }

    void certificate(CertificateSpec certificate) {
        if (part != null) {
            part.certificates.add(certificate);
        } else {
            certificates.put(certificate.id(), certificate);
        }
    }

    void cluster(Clusters.Wanted cluster) {
        if (part != null) {
            part.clusters.add(cluster);
        } else {
            cluster.use(translation);
        }
    }

    /** A policy takes effect. */
    void use(ServicePolicies.Use use) {
        if (part != null) {
            part.uses.add(use);
        }
    }

    Clusters clusters() {
        return clusters;
    }

    Map<CertificateId, CertificateSpec> certificates() {
        return certificates;
    }

    Problems problems() {
        return problems;
    }
}
