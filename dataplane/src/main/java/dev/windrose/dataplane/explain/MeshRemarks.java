package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Mesh;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.Service;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import dev.windrose.translate.MeshClaim;
import dev.windrose.translate.MissingGrant;
import dev.windrose.translate.Translator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Meshes, and routes whose parent is a Service: which of them hold at one of its ports, and what keeps the others from it. */
final class MeshRemarks {
    private static final String EXPECTED = " (expected: " + Translator.CONTROLLER + ")";

    private final Written written;
    private final Known known;
    private final Service service;
    private final Set<Remark> remarks = new LinkedHashSet<>();

    MeshRemarks(Written written, Known known, Service service) {
        this.written = written;
        this.known = known;
        this.service = service;
    }

    /** Whether a mesh of ours is in force. */
    boolean isServed() {
        return written.statuses().stream()
                .anyMatch(each ->
                        each.kind().equals("XMesh") && Known.unmet(each.conditions(), "Accepted") == null);
    }

    /** Whether there is anything to say. */
    boolean isAny() {
        return isServed()
                || written.documents().all().stream()
                        .anyMatch(each -> each instanceof Route route
                                && route.head().parentRefs().stream().anyMatch(ref -> isMeant(route, ref)));
    }

    /** The core group has to be written, see the package that translates. */
    private boolean isMeant(Route route, Ref ref) {
        return "".equals(ref.group()) && RouteRemarks.object(route, ref).equals(Known.object(service));
    }

    /** Those of a port that has these claims. */
    List<Remark> all(List<MeshClaim> claims) {
        claims.forEach(this::claim);
        Set<String> claiming = new LinkedHashSet<>();
        claims.forEach(claim -> claiming.add(Known.object(claim.route())));
        List<Document> unresolved = new ArrayList<>();
        for (Document document : known.documents()) {
            if (document instanceof Mesh mesh) {
                mesh(mesh);
            } else if (document instanceof Route route) {
                for (Ref ref : route.head().parentRefs()) {
                    if (isMeant(route, ref) && isUnresolved(route, ref, claiming.contains(Known.object(route)))) {
                        unresolved.add(route);
                    }
                }
            }
        }
        for (MissingGrant grant : MissingGrant.of(written.documents(), unresolved)) {
            // In a mesh a Service can be reached without a route, too.
            if (!grant.kind().equals("Service")) {
                remarks.add(Remarks.remark(grant));
            }
        }
        return List.copyOf(remarks);
    }

    private void mesh(Mesh mesh) {
        DocumentStatus status = known.status(mesh);
        if (status == null) {
            add("not ours", mesh, "controllerName: " + mesh.controllerName() + EXPECTED);
        } else {
            status.conditions().forEach(condition -> add("mesh", mesh, text(condition)));
        }
    }

    private static String text(Condition condition) {
        return condition.holds() ? condition.message() : Known.text(condition);
    }

    private void claim(MeshClaim claim) {
        String whose = claim.clients().isEmpty()
                ? "the producer's, for clients of every namespace"
                : "a consumer's, for clients in namespace " + claim.clients();
        if (claim.lost() == null) {
            add("route", claim.route(), whose);
        } else {
            add("not", claim.route(), claim.lost());
        }
    }

    /** Says what keeps a route from the port; whether something that it refers to is missing. */
    private boolean isUnresolved(Route route, Ref ref, boolean claims) {
        DocumentStatus status = known.status(route);
        ParentStatus parent = status == null
                ? null
                : status.parents().stream()
                        .filter(each -> each.ref().equals(ref))
                        .findFirst()
                        .orElse(null);
        if (parent == null) {
            add("not attached", route, "no XMesh of ours is in force");
            return false;
        }
        Condition refusal = Known.unmet(parent.conditions(), "Accepted");
        if (!claims) {
            String why = refusal == null
                    ? "attached only to " + parent.parent()
                    : "parent " + parent.parent() + ": " + Known.text(refusal);
            add(refusal == null ? "elsewhere" : "not attached", route, why);
        }
        Condition missing = Known.unmet(parent.conditions(), "ResolvedRefs");
        if (missing != null) {
            add("reference", route, Known.text(missing));
        }
        return missing != null;
    }

    private void add(String topic, Document document, String why) {
        remarks.add(new Remark(topic, Known.object(document), document.metadata().at().toString(), why, null));
    }
}
