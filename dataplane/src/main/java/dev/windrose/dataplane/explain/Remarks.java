package dev.windrose.dataplane.explain;

import dev.windrose.documents.Documents.Rejected;
import dev.windrose.documents.kind.Document;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.translate.MissingGrant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All remarks about one question: policies in force first, then what could have been and is not. */
final class Remarks {
    /** Beyond it a list helps nobody. */
    static final int LISTED = 40;

    private final Written written;
    private final Asked asked;
    private final Explanation explanation;

    Remarks(Written written, Asked asked, Explanation explanation) {
        this.written = written;
        this.asked = asked;
        this.explanation = explanation;
    }

    List<Remark> all() {
        Known known = new Known(written);
        ListenerRemarks listeners = new ListenerRemarks(written, known, asked);
        RouteRemarks routes = new RouteRemarks(written, known, asked, explanation);
        List<Remark> about = listeners.all();
        List<Remark> attached = routes.all();
        List<Remark> all = new ArrayList<>(routes.winners());
        all.addAll(new PolicyRemarks(written, known).of(routes.backends()));
        all.addAll(about);
        all.addAll(attached);
        rejected(all);
        Set<Document> unresolved = new LinkedHashSet<>(listeners.unresolved());
        unresolved.addAll(routes.unresolved());
        for (MissingGrant grant : MissingGrant.of(written.documents(), List.copyOf(unresolved))) {
            all.add(remark(grant));
        }
        return all.stream().limit(LISTED).toList();
    }

    static Remark remark(MissingGrant grant) {
        String to = grant.kind() + " " + grant.namespace() + "/" + grant.name();
        return new Remark(
                "grant missing",
                grant.fromKind() + " of " + grant.fromNamespace() + " to " + to,
                "",
                "this would permit it",
                grant.document());
    }

    private void rejected(List<Remark> all) {
        for (Rejected rejected : written.documents().rejected()) {
            boolean ours = asked.kinds().contains(rejected.kind())
                    || rejected.kind().equals("Gateway")
                    || rejected.kind().equals("ListenerSet");
            if (ours) {
                all.add(new Remark(
                        "not read",
                        rejected.kind() + " " + rejected.metadata().key(),
                        rejected.metadata().at().toString(),
                        rejected.why(),
                        null));
            }
        }
    }
}
