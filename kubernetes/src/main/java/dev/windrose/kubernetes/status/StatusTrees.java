package dev.windrose.kubernetes.status;

import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.StatusTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What translation says of documents, as the fields of statuses. The only place that knows both. */
public final class StatusTrees {
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
            "XBackend",
            "Backend",
            "XMesh");
    private static final Set<String> BAD_WHEN_TRUE =
            Set.of("Conflicted", "PartiallyInvalid", "OverlappingTLSConfig", "InsecureFrontendValidationMode");

    private StatusTrees() {}

    /** The status of one object; null for kinds that have none, and for what may be anybody's. */
    public static @Nullable Wanted of(DocumentStatus status) {
        if (!WRITTEN.contains(status.kind()) || isStray(status)) {
            return null;
        }
        ObjectKey key = new ObjectKey(
                status.kind(), status.metadata().namespace(), status.metadata().name());
        return new Wanted(key, status.metadata().generation(), StatusTree.of(status), complaints(status));
    }

    /** Whether it is a ListenerSet of no Gateway of ours. Its conditions bear no controller's name, so that we would write over somebody's. */
    private static boolean isStray(DocumentStatus status) {
        return status.kind().equals("ListenerSet") && status.conditions().isEmpty();
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
