package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import java.time.Instant;
import java.util.Map;

/**
 * Documents as a mesh sees them. Apart from what gateways make of them, so that nothing that only a mesh uses is in their model; and made anew each
 * time, since what one route of a Service comes to rests on all the others.
 */
final class MeshGround {
    final Draft draft = new Draft();
    final Directory directory = new Directory(draft);
    final Backends backends;

    MeshGround(Documents documents, Instant now) {
        draft.start();
        directory.take(documents);
        // What is wrong with the documents as such, gateways tell.
        draft.start();
        Certificates certificates = new Certificates(directory, draft);
        certificates.start(now);
        backends = Backends.ofMesh(directory, draft, certificates);
        backends.start();
    }

    /** All that were asked for so far, with the addresses of their endpoints. */
    Map<ClusterId, ClusterSpec> clusters() {
        return draft.clusters().used(directory, draft.translation());
    }
}
