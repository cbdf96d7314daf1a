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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Meshes, and routes whose parent is a Service: which of them hold at one of its ports, and what keeps the others from it. */
final class MeshRemarks {
    private static final String EXPECTED = " (expected: " + Translator.CONTROLLER + ")";

    private final Written written;
    private final Known known;
    private final Service service;
    private final Set<Remark> remarks = new LinkedHashSet<>();
    private final Set<Document> unresolved = new LinkedHashSet<>();

    MeshRemarks(Written written, Known known, Service service) {
        this.written = written;
        this.known = known;
        this.service = service;
    }

    /** Whether a mesh of ours is in force. */
    boolean isServed() {
        return written.statuses().stream()
                .anyMatch(each -> each.kind().equals("XMesh") && Known.unmet(each.conditions(), "Accepted") == null);
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
        claims.stream().filter(claim -> claim.lost() == null).forEach(this::claim);
        claims.forEach(this::claim);
        Set<String> claiming =
                claims.stream().map(claim -> Known.object(claim.route())).collect(Collectors.toSet());
        for (Document document : known.documents()) {
            if (document instanceof Mesh mesh) {
                mesh(mesh);
            } else if (document instanceof Route route) {
                route.head().parentRefs().stream()
                        .filter(ref -> isMeant(route, ref))
                        .forEach(ref -> parent(route, ref, claiming.contains(Known.object(route))));
            }
        }
        MissingGrant.of(written.documents(), List.copyOf(unresolved)).stream()
                // In a mesh a Service can be reached without a route, too.
                .filter(grant -> !grant.kind().equals("Service"))
                .forEach(grant -> remarks.add(Remarks.remark(grant)));
        return remarks.stream().limit(Remarks.LISTED).toList();
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

    /** What keeps a route from the port, and what is missing of that to which it refers. */
    private void parent(Route route, Ref ref, boolean claims) {
        DocumentStatus status = known.status(route);
        List<ParentStatus> parents = status == null ? List.of() : status.parents();
        if (parents.stream().noneMatch(each -> each.ref().equals(ref))) {
            add("not attached", route, "no XMesh of ours is in force");
        }
        for (ParentStatus parent : parents) {
            if (!parent.ref().equals(ref)) {
                continue;
            }
            Condition refusal = Known.unmet(parent.conditions(), "Accepted");
            if (!claims && refusal == null) {
                add("elsewhere", route, "attached only to " + parent.parent());
            } else if (!claims && refusal != null) {
                add("not attached", route, "parent " + parent.parent() + ": " + text(refusal));
            }
            Condition missing = Known.unmet(parent.conditions(), "ResolvedRefs");
            if (missing != null) {
                add("reference", route, text(missing));
                unresolved.add(route);
            }
        }
    }

    private void add(String topic, Document document, String why) {
        remarks.add(new Remark(
                topic, Known.object(document), document.metadata().at().toString(), why, null));
    }
}
