package dev.windrose.kubernetes.status;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Ref;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What translation says of documents, as the fields of statuses. The only place that knows both. */
public final class StatusTrees {
    private static final String GROUP = "gateway.networking.k8s.io";
    private static final Set<String> ROUTES = Set.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");
    private static final Set<String> OTHERS = Set.of("GatewayClass", "Gateway", "ListenerSet", "BackendTLSPolicy");

    private final Function<Gateway, List<String>> addresses;
    private final Map<String, Gateway> gateways = new HashMap<>();
    private final Map<String, HttpRoute> routes = new HashMap<>();

    /** @param addresses what the status of a Gateway shows */
    public StatusTrees(Documents documents, Function<Gateway, List<String>> addresses) {
        this.addresses = addresses;
        documents.of(Gateway.class).forEach(each -> gateways.put(each.metadata().key(), each));
        documents.of(HttpRoute.class).forEach(each -> routes.put(each.metadata().key(), each));
    }

    /** The status of one object; null for kinds that have none. */
    public @Nullable Wanted of(DocumentStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (ROUTES.contains(status.kind())) {
            tree.put("parents", parents(status));
        } else if (OTHERS.contains(status.kind())) {
            tree.put("conditions", conditions(status.conditions(), status));
            gateway(status, tree);
        } else {
            return null;
        }
        return new Wanted(key(status), status.metadata().generation(), tree, complaints(status));
    }

    private static ObjectKey key(DocumentStatus status) {
        return new ObjectKey(
                status.kind(), status.metadata().namespace(), status.metadata().name());
    }

    private void gateway(DocumentStatus status, Map<String, Object> tree) {
        Gateway gateway = gateways.get(status.metadata().key());
        if (!status.kind().equals("Gateway") || gateway == null) {
            return;
        }
        List<Object> shown = new ArrayList<>();
        addresses.apply(gateway).forEach(address -> shown.add(Map.of("type", "IPAddress", "value", address)));
        tree.put("addresses", shown);
        tree.put(
                "listeners",
                status.listeners().stream().map(each -> listener(each, status)).toList());
    }

    private static Map<String, Object> listener(ListenerStatus listener, DocumentStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", listener.name());
        tree.put("attachedRoutes", listener.attachedRoutes());
        tree.put(
                "supportedKinds",
                listener.supportedKinds().stream()
                        .map(kind -> Map.of("group", GROUP, "kind", kind))
                        .toList());
        tree.put("conditions", conditions(listener.conditions(), status));
        return tree;
    }

    private List<Map<String, Object>> parents(DocumentStatus status) {
        HttpRoute route = routes.get(status.metadata().key());
        List<Ref> refs = new ArrayList<>(route == null ? List.of() : route.parentRefs());
        List<Map<String, Object>> parents = new ArrayList<>();
        for (ParentStatus parent : status.parents()) {
            Ref ref = take(refs, parent.parent(), status.metadata().namespace());
            // A Gateway that is not there may be anybody's.
            if (ref != null
                    && gateways.containsKey(ref.namespaceOr(status.metadata().namespace()) + "/" + ref.name())) {
                parents.add(Map.of("parentRef", reference(ref), "conditions", conditions(parent.conditions(), status)));
            }
        }
        return parents;
    }

    private static @Nullable Ref take(List<Ref> refs, String title, String home) {
        for (Ref ref : refs) {
            String section = ref.sectionName() == null ? "" : "/" + ref.sectionName();
            String port = ref.port() == null ? "" : ":" + ref.port();
            if (title.equals(ref.namespaceOr(home) + "/" + ref.name() + section + port)) {
                refs.remove(ref);
                return ref;
            }
        }
        return null;
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
        for (Condition each : all) {
            boolean badWhenTrue =
                    each.type().equals("Conflicted") || each.type().equals("PartiallyInvalid");
            if (each.holds() == badWhenTrue && !each.message().isEmpty()) {
                complaints.add(new Wanted.Complaint(each.reason(), each.message()));
            }
        }
        return complaints;
    }
}
