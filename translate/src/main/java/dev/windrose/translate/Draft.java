package dev.windrose.translate;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.model.CertificateId;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one translation has gathered so far; sorted by name, so that the order of documents never shows. */
final class Draft {
    final Map<ClusterId, ClusterSpec> clusters = new TreeMap<>(Comparator.comparing(ClusterId::value));
    final Map<CertificateId, CertificateSpec> certificates = new TreeMap<>(Comparator.comparing(CertificateId::value));
    final Problems problems = new Problems();
    private final Set<Problem> reported = new HashSet<>();

    /** Reports once: several listeners and routes may meet the same mistake. */
    void error(Position at, String code, String message) {
        report(Problem.error(at, code, message));
    }

    void warning(Position at, String code, String message) {
        report(Problem.warning(at, code, message));
    }

    void report(Problem problem) {
        if (reported.add(problem)) {
            problems.add(problem);
        }
    }
}
