package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Mesh;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meshes that are ours, as an XMesh says, and what Services say of routes. Without a mesh nobody would carry out a route whose parent is a Service,
 * so that none is accepted.
 */
final class Meshes {
    private final Directory directory;
    private final Draft draft;

    Meshes(Directory directory, Draft draft) {
        this.directory = directory;
        this.draft = draft;
    }

    private static List<Mesh> ours(Directory directory) {
        return directory.all(Mesh.class, "XMesh").stream()
                .filter(mesh -> mesh.controllerName().equals(Listeners.CONTROLLER))
                .toList();
    }

    static boolean isServed(Directory directory) {
        return ours(directory).stream().anyMatch(mesh -> mesh.parameters() == null);
    }

    List<DocumentStatus> statuses() {
        List<DocumentStatus> statuses = new ArrayList<>();
        for (Mesh mesh : ours(directory)) {
            statuses.add(DocumentStatus.of("XMesh", mesh.metadata(), accepted(mesh)));
        }
        return statuses;
    }

    private Condition accepted(Mesh mesh) {
        Ref parameters = mesh.parameters();
        if (parameters != null) {
            String why = "parametersRef: kind " + parameters.kindOr("") + " is not known (expected: no parameters)";
            draft.error(parameters.at(), "invalid-parameters", why);
            return Condition.no("Accepted", "InvalidParameters", why);
        }
        String note = "routes of Services are checked, but this edition has no proxies that carry them out";
        draft.warning(
                mesh.metadata().at(),
                "mesh-without-proxies",
                "XMesh " + mesh.metadata().key() + ": " + note);
        return Condition.yes("Accepted", "Accepted", note);
    }

    /** Statuses of routes with what their Services say, in the order of the references. */
    List<DocumentStatus> complete(
            List<DocumentStatus> routes, Map<DocumentStatus, Route> ofServices, Documents documents, Instant now) {
        if (ofServices.isEmpty()) {
            return routes;
        }
        MeshGround ground = isServed(directory) ? new MeshGround(documents, now) : null;
        Frontends frontends = ground == null ? null : new Frontends(ground.directory, ground.draft, ground.backends);
        List<DocumentStatus> all = new ArrayList<>(routes.size());
        for (DocumentStatus status : routes) {
            Route route = ofServices.get(status);
            all.add(route == null ? status : complete(status, route, frontends));
        }
        if (ground != null) {
            ground.draft.problems().toList().forEach(draft::report);
        }
        return all;
    }

    private DocumentStatus complete(DocumentStatus status, Route route, @Nullable Frontends frontends) {
        List<Ref> refs = route.head().parentRefs();
        List<ParentStatus> parents = new ArrayList<>(status.parents());
        for (Ref ref : refs) {
            if (Frontends.isService(ref)) {
                if (frontends == null) {
                    meshless(ref);
                } else {
                    parents.add(frontends.status(route, ref));
                }
            }
        }
        // Gateways that take a route without being named come last.
        parents.sort(Comparator.comparingInt(
                parent -> refs.contains(parent.ref()) ? refs.indexOf(parent.ref()) : refs.size()));
        return DocumentStatus.ofRoute(status.kind(), status.metadata(), parents, status.missing());
    }

    /** Who is no mesh does not accept what only a mesh can do. */
    private void meshless(Ref ref) {
        draft.warning(
                ref.at(),
                "unsupported-kind",
                "parentRefs: kind Service has no effect (expected: an XMesh with controllerName " + Listeners.CONTROLLER
                        + ")");
    }
}
