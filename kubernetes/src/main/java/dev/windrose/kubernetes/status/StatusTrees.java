package dev.windrose.kubernetes.status;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Ref;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.AncestorStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What translation says of documents, as the fields of statuses. The only place that knows both. */
public final class StatusTrees {
    private static final String GROUP = "gateway.networking.k8s.io";
    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");
    private static final Set<String> POLICIES = Set.of("BackendTLSPolicy", "XBackendTrafficPolicy");
    private static final Set<String> LISTENING = Set.of("Gateway", "ListenerSet");
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
        Map<String, Object> tree = new LinkedHashMap<>();
        if (ROUTES.contains(status.kind())) {
            tree.put("parents", parents(status));
        } else if (POLICIES.contains(status.kind())) {
            tree.put("ancestors", ancestors(status));
        } else if (LISTENING.contains(status.kind())) {
            listening(status, tree);
        } else if (status.kind().equals("GatewayClass")) {
            tree.put("conditions", conditions(status.conditions(), status));
        } else {
            return null;
        }
        ObjectKey key = new ObjectKey(
                status.kind(), status.metadata().namespace(), status.metadata().name());
        return new Wanted(key, status.metadata().generation(), tree, complaints(status));
    }

    private static void listening(DocumentStatus status, Map<String, Object> tree) {
        tree.put("conditions", conditions(status.conditions(), status));
        tree.put(
                "listeners",
                status.listeners().stream().map(each -> listener(each, status)).toList());
        if (status.kind().equals("Gateway")) {
            tree.put(
                    "addresses",
                    status.reached().addresses().stream()
                            .map(each -> Map.of("type", each.type(), "value", each.value()))
                            .toList());
            tree.put("attachedListenerSets", status.reached().listenerSets());
        }
    }

    private static Map<String, Object> listener(ListenerStatus listener, DocumentStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", listener.name());
        tree.put("attachedRoutes", listener.attachedRoutes());
        tree.put(
                "supportedKinds",
                listener.supportedKinds().stream()
                        .map(kind -> Map.of("group", kind.group(), "kind", kind.kind()))
                        .toList());
        tree.put("conditions", conditions(listener.conditions(), status));
        return tree;
    }

    private List<Map<String, Object>> parents(DocumentStatus status) {
        List<Map<String, Object>> parents = new ArrayList<>();
        for (ParentStatus parent : status.parents()) {
            if (isKnown(parent.ref(), status.metadata().namespace())) {
                parents.add(Map.of(
                        "parentRef", reference(parent.ref()), "conditions", conditions(parent.conditions(), status)));
            }
        }
        return parents;
    }

    /** A Gateway that is not there may be anybody's. */
    private boolean isKnown(Ref ref, String home) {
        String kind = ref.kindOr("Gateway");
        return !LISTENING.contains(kind) || present.contains(new ObjectKey(kind, ref.namespaceOr(home), ref.name()));
    }

    private static List<Map<String, Object>> ancestors(DocumentStatus status) {
        List<Map<String, Object>> ancestors = new ArrayList<>();
        for (AncestorStatus ancestor : status.ancestors()) {
            String gateway = ancestor.gateway();
            int split = gateway.indexOf('/');
            Map<String, Object> reference = new LinkedHashMap<>();
            reference.put("group", GROUP);
            reference.put("kind", "Gateway");
            reference.put("namespace", gateway.substring(0, split));
            reference.put("name", gateway.substring(split + 1));
            ancestors.add(Map.of("ancestorRef", reference, "conditions", conditions(ancestor.conditions(), status)));
        }
        return ancestors;
    }

    /** As the server completes it: what is left out here and filled in there would look different for ever. */
    private static Map<String, Object> reference(Ref ref) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("group", ref.groupOr(GROUP));
        tree.put("kind", ref.kindOr("Gateway"));
        put(tree, "namespace", ref.namespace());
        tree.put("name", ref.name());
        put(tree, "sectionName", ref.sectionName());
        put(tree, "port", ref.port());
        return tree;
    }

    private static void put(Map<String, Object> tree, String field, @Nullable Object value) {
        if (value != null) {
            tree.put(field, value);
        }
    }

    private static List<Map<String, Object>> conditions(List<Condition> conditions, DocumentStatus status) {
        return conditions.stream().map(each -> condition(each, status)).toList();
    }

    private static Map<String, Object> condition(Condition condition, DocumentStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", condition.type());
        tree.put("status", condition.holds() ? "True" : "False");
        tree.put("reason", condition.reason());
        tree.put("message", condition.message());
        // As JSON is read: a number that fits is an int.
        tree.put("observedGeneration", Math.toIntExact(status.metadata().generation()));
        return tree;
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
