package dev.windrose.translate;

import dev.windrose.documents.kind.Ref;
import dev.windrose.translate.DocumentStatus.AncestorStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statuses as maps, lists, texts and numbers, with the fields that the Gateway API gives to the {@code status} of each kind. */
public final class StatusTree {
    private static final String GROUP = "gateway.networking.k8s.io";
    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");
    private static final Set<String> POLICIES = Set.of("BackendTLSPolicy", "XBackendTrafficPolicy");

    private StatusTree() {}

    /** Kind, metadata and status of a document, as an API server shows them. */
    public static Map<String, Object> whole(DocumentStatus status) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", status.metadata().name());
        if (!status.metadata().namespace().isEmpty()) {
            metadata.put("namespace", status.metadata().namespace());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", status.kind());
        tree.put("metadata", metadata);
        tree.put("status", of(status));
        return tree;
    }

    /** The status of one document; of kinds that have none it has conditions alone. */
    public static Map<String, Object> of(DocumentStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (ROUTES.contains(status.kind())) {
            tree.put("parents", parents(status));
        } else if (POLICIES.contains(status.kind())) {
            tree.put("ancestors", gateways("ancestorRef", status));
        } else if (status.kind().equals("XBackend")) {
            tree.put("parents", gateways("parentRef", status));
        } else if (status.kind().equals("Gateway") || status.kind().equals("ListenerSet")) {
            listening(status, tree);
        } else {
            tree.put("conditions", conditions(status.conditions(), status));
            if (status.kind().equals("XMesh")) {
                tree.put("supportedFeatures", MeshFeatures.tree());
            } else if (status.kind().equals("GatewayClass")) {
                tree.put("supportedFeatures", SupportedFeatures.tree());
            }
        }
        return tree;
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
                            .map(each -> pair("type", each.type(), "value", each.value()))
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
                        .map(kind -> pair("group", kind.group(), "kind", kind.kind()))
                        .toList());
        tree.put("conditions", conditions(listener.conditions(), status));
        return tree;
    }

    /** In this order, in every process. */
    private static Map<String, String> pair(String one, String value, String other, String otherValue) {
        Map<String, String> pair = new LinkedHashMap<>();
        pair.put(one, value);
        pair.put(other, otherValue);
        return pair;
    }

    private static List<Map<String, Object>> parents(DocumentStatus status) {
        List<Map<String, Object>> parents = new ArrayList<>();
        for (ParentStatus parent : status.parents()) {
            parents.add(entry("parentRef", reference(parent.ref()), conditions(parent.conditions(), status)));
        }
        return parents;
    }

    private static List<Map<String, Object>> gateways(String field, DocumentStatus status) {
        List<Map<String, Object>> ancestors = new ArrayList<>();
        for (AncestorStatus ancestor : status.ancestors()) {
            String gateway = ancestor.gateway();
            int split = gateway.indexOf('/');
            Map<String, Object> reference = new LinkedHashMap<>();
            reference.put("group", GROUP);
            reference.put("kind", "Gateway");
            reference.put("namespace", gateway.substring(0, split));
            reference.put("name", gateway.substring(split + 1));
            ancestors.add(entry(field, reference, conditions(ancestor.conditions(), status)));
        }
        return ancestors;
    }

    private static Map<String, Object> entry(String name, Map<String, Object> reference, Object conditions) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(name, reference);
        entry.put("controllerName", Translator.CONTROLLER);
        entry.put("conditions", conditions);
        return entry;
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
}
