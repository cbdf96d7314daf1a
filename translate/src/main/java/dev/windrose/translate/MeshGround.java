package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.time.Instant;
import java.util.Map;

/**
 * Documents as a mesh sees them, apart from what gateways make of them, so that nothing that only a mesh uses is in their model. Takes one state of
 * documents after the other; what a route comes to is kept as {@link Translator} keeps it.
 */
final class MeshGround {
    final Draft draft = new Draft();
    final Directory directory = new Directory(draft);
    private final Certificates certificates = new Certificates(directory, draft);
    final Backends backends = Backends.ofMesh(directory, draft, certificates);
    final Frontends frontends = new Frontends(directory, draft, backends);

    void start(Documents documents, Instant now) {
        draft.start();
        directory.take(documents);
        certificates.start(now);
        backends.start();
        frontends.start();
    }

    /** All that were asked for so far, with the addresses of their endpoints. */
    Map<ClusterId, ClusterSpec> clusters() {
        return draft.clusters().used(directory, draft.translation());
    }
}
