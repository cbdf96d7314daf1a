package dev.windrose.translate;

import dev.windrose.documents.kind.Mesh;
import dev.windrose.documents.kind.Ref;
import java.util.ArrayList;
import java.util.List;

/** The meshes that are ours, as an XMesh says. Without one nobody would carry out a route whose parent is a Service, so that none is accepted. */
final class Meshes {
    private final Directory directory;
    private final Draft draft;

    Meshes(Directory directory, Draft draft) {
        this.directory = directory;
        this.draft = draft;
    }

    private List<Mesh> ours() {
        return directory.all(Mesh.class, "XMesh").stream()
                .filter(mesh -> mesh.controllerName().equals(Listeners.CONTROLLER))
                .toList();
    }

    boolean isServed() {
        return ours().stream().anyMatch(mesh -> mesh.parameters() == null);
    }

    List<DocumentStatus> statuses() {
        List<DocumentStatus> statuses = new ArrayList<>();
        for (Mesh mesh : ours()) {
            statuses.add(DocumentStatus.of("XMesh", mesh.metadata(), accepted(mesh)));
        }
        return statuses;
    }

    private Condition accepted(Mesh mesh) {
        Ref parameters = mesh.parameters();
        if (parameters != null) {
            String why = Listeners.unknownParameters(parameters);
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
}
