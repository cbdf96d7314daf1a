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

/**
 * The meshes that are ours, as an XMesh says, and what Services say of routes. Without a mesh nobody would carry out a route whose parent is a Service,
 * so that none is accepted.
 */
final class Meshes {
    private final Directory directory;
    private final Draft draft;
    private MeshGround ground = new MeshGround();
    private Documents documents = Documents.EMPTY;
    private Instant now = Instant.EPOCH;
    private boolean isServed;
    private boolean isAsked;

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

    /** Begins a translation. The ground is looked at when the first route of a Service comes: most have none. */
    void start(Documents documents, Instant now) {
        this.documents = documents;
        this.now = now;
        isServed = isServed(directory);
        isAsked = false;
    }

    /** The status of a route with what its Services say, in the order of the references. */
    DocumentStatus complete(DocumentStatus status, Route route) {
        List<Ref> refs = route.head().parentRefs();
        List<ParentStatus> parents = new ArrayList<>(status.parents());
        for (Ref ref : refs) {
            if (Frontends.isService(ref)) {
                if (isServed) {
                    parents.add(frontends().status(route, ref));
                } else {
                    meshless(ref);
                }
            }
        }
        // Gateways that take a route without being named come last.
        parents.sort(Comparator.comparingInt(
                parent -> refs.contains(parent.ref()) ? refs.indexOf(parent.ref()) : refs.size()));
        return DocumentStatus.ofAttached(status.kind(), status.metadata(), parents, status.missing());
    }

    private Frontends frontends() {
        if (!isAsked) {
            isAsked = true;
            ground.start(documents, now);
        }
        return ground.frontends;
    }

    /** How many routes the translation has translated for their Services. */
    int translated() {
        return isAsked ? ground.frontends.translated() : 0;
    }

    /** Reports what is wrong with routes of Services. */
    void finish() {
        if (!isAsked) {
            ground = new MeshGround();
            return;
        }
        ground.draft.problems().toList().forEach(draft::report);
        if (ground.draft.isSingular()) {
            draft.singular();
        }
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
