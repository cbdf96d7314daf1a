package dev.windrose.kubernetes.status;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Ref;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import dev.windrose.translate.StatusTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What translation says of documents, as the fields of statuses. The only place that knows both. */
public final class StatusTrees {
    private static final Set<String> LISTENING = Set.of("Gateway", "ListenerSet");
    private static final Set<String> WRITTEN = Set.of(
            "GatewayClass",
            "Gateway",
            "ListenerSet",
            "HTTPRoute",
            "GRPCRoute",
            "TLSRoute",
            "TCPRoute",
            "UDPRoute",
            "BackendTLSPolicy",
            "XBackendTrafficPolicy",
            "XMesh");
    private static final Set<String> BAD_WHEN_TRUE =
            Set.of("Conflicted", "PartiallyInvalid", "OverlappingTLSConfig", "InsecureFrontendValidationMode");

    private final Set<ObjectKey> present = new HashSet<>();

    /** @param documents those that were translated */
    public StatusTrees(Documents documents) {
        for (Document document : documents.all()) {
            if (LISTENING.contains(document.kind())) {
                present.add(new ObjectKey(
                        document.kind(),
                        document.metadata().namespace(),
                        document.metadata().name()));
            }
        }
    }

    /** The status of one object; null for kinds that have none. */
    public @Nullable Wanted of(DocumentStatus status) {
        if (!WRITTEN.contains(status.kind())) {
            return null;
        }
        String home = status.metadata().namespace();
        List<ParentStatus> known = status.parents().stream()
                .filter(parent -> isKnown(parent.ref(), home))
                .toList();
        DocumentStatus ours = new DocumentStatus(
                status.kind(),
                status.metadata(),
                status.conditions(),
                status.listeners(),
                known,
                status.ancestors(),
                status.reached());
        ObjectKey key = new ObjectKey(status.kind(), home, status.metadata().name());
        return new Wanted(key, status.metadata().generation(), StatusTree.of(ours), complaints(status));
    }

    /** A Gateway that is not there may be anybody's. */
    private boolean isKnown(Ref ref, String home) {
        String kind = ref.kindOr("Gateway");
        return !LISTENING.contains(kind) || present.contains(new ObjectKey(kind, ref.namespaceOr(home), ref.name()));
    }

    private static List<Wanted.Complaint> complaints(DocumentStatus status) {
        List<Wanted.Complaint> complaints = new ArrayList<>();
        List<Condition> all = new ArrayList<>(status.conditions());
        status.listeners().forEach(each -> all.addAll(each.conditions()));
        status.parents().forEach(each -> all.addAll(each.conditions()));
        status.ancestors().forEach(each -> all.addAll(each.conditions()));
        for (Condition each : all) {
            if (each.holds() == BAD_WHEN_TRUE.contains(each.type())
                    && !each.message().isEmpty()) {
                complaints.add(new Wanted.Complaint(each.reason(), each.message()));
            }
        }
        return complaints;
    }
}
