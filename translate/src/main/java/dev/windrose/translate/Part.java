package dev.windrose.translate;

import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one part of a translation has asked for, and what it adds to the whole.
 *
 * @param uses policies that it makes effective
 */
record Part(
        List<Answer> asked,
        List<Problem> problems,
        List<CertificateSpec> certificates,
        List<Clusters.Wanted> clusters,
        List<ServicePolicies.Use> uses) {
    Part {
        asked = List.copyOf(asked);
        problems = List.copyOf(problems);
        certificates = List.copyOf(certificates);
        clusters = List.copyOf(clusters);
        uses = List.copyOf(uses);
    }

    /** Whether all that was asked for is still as it was at an earlier translation. */
    boolean stands(int translation) {
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).isNewerThan(translation)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it adds anything but clusters. */
    boolean addsMore() {
        return !problems.isEmpty() || !certificates.isEmpty() || !uses.isEmpty();
    }

    /** Whether another part adds the same. Clusters go by their names: what they are like is no matter of who leads to them. */
    boolean addsAs(Part other) {
        return problems.equals(other.problems)
                && certificates.equals(other.certificates)
                && ids(clusters).equals(ids(other.clusters))
                && uses.equals(other.uses);
    }

    private static List<ClusterId> ids(List<Clusters.Wanted> clusters) {
        return clusters.stream().map(Clusters.Wanted::id).toList();
    }

    /** A part while it is worked on. */
    static final class Gathering {
        final Set<Answer> asked = new LinkedHashSet<>();
        final List<Problem> problems = new ArrayList<>(0);
        final List<CertificateSpec> certificates = new ArrayList<>(0);
        final List<Clusters.Wanted> clusters = new ArrayList<>(2);
        final List<ServicePolicies.Use> uses = new ArrayList<>(0);

        void add(Part inner) {
            problems.addAll(inner.problems);
            certificates.addAll(inner.certificates);
            clusters.addAll(inner.clusters);
            uses.addAll(inner.uses);
        }

        Part done() {
            return new Part(List.copyOf(asked), problems, certificates, clusters, uses);
        }
    }
}
