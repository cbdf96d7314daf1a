package dev.windrose.engine.snapshot;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.session.SessionRule;
import dev.windrose.engine.snapshot.CompileResult.Problem;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.SessionSpec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes running clusters, carriers before what they carry. One that nothing but addresses changed of is taken over from before. */
final class ClusterCompiler {
    private final Map<ClusterId, ClusterSpec> specs;
    private final Map<ClusterId, Cluster> previous;
    private final List<Problem> problems;
    private final Map<ClusterId, Cluster> clusters = new LinkedHashMap<>();
    private final Set<ClusterId> open = new HashSet<>();

    private ClusterCompiler(
            Map<ClusterId, ClusterSpec> specs, Map<ClusterId, Cluster> previous, List<Problem> problems) {
        this.specs = specs;
        this.previous = previous;
        this.problems = problems;
    }

    /** A map that may be added to. A cluster whose carrier is missing is left out, so that what leads to it fails. */
    static Map<ClusterId, Cluster> compile(
            Map<ClusterId, ClusterSpec> specs, Map<ClusterId, Cluster> previous, List<Problem> problems) {
        ClusterCompiler compiler = new ClusterCompiler(specs, previous, problems);
        specs.keySet().forEach(compiler::cluster);
        return compiler.clusters;
    }

    private @Nullable Cluster cluster(ClusterId id) {
        ClusterSpec spec = specs.get(id);
        Cluster made = clusters.get(id);
        if (made != null || spec == null || !open.add(id)) {
            return made;
        }
        Cluster carrier = null;
        if (spec.endpoints() instanceof Endpoints.Inside inside) {
            carrier = cluster(inside.carrier());
            if (carrier == null) {
                problems.add(new Problem(
                        "",
                        "cluster " + id + ": carrier " + inside.carrier()
                                + " (expected: another cluster that the model has)"));
                return null;
            }
        }
        Cluster known = previous.get(id);
        boolean same = known != null && known.carrier() == carrier && known.canTake(spec);
        Cluster cluster = same ? known : new Cluster(spec, carrier, known);
        SessionSpec session = spec.traffic().session();
        if (session != null && SessionRule.of(session, "") == null) {
            problems.add(new Problem("", "cluster " + id + ": " + Compiler.badSession(session)));
        }
        clusters.put(id, cluster);
        return cluster;
    }
}
