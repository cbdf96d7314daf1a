package dev.windrose.kubernetes;

import dev.windrose.kubernetes.ApiErrand.Result;
import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Stored;
import dev.windrose.translate.DocumentStatus.Reached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Service of each Gateway, and its slices, as they should be. What the store shows is compared each time, so that what others change or
 * delete is put right, and what a process before this one made and nobody needs goes. Used by one thread.
 */
final class Provisioner {
    /** What is made here. */
    static final Set<String> KINDS = Set.of("Service", "EndpointSlice");

    private static final Logger log = LoggerFactory.getLogger(Provisioner.class);
    private static final Resource SERVICE = new Resource("Service", "v1", "services", true);
    private static final Resource SLICE = new Resource("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", true);
    private static final String APPLY = "?fieldManager=windrose&force=true";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String MADE_BY = "windrose.dev";

    private final Api api;
    private final Store store;
    /** By the uid of the Gateway. */
    private final Map<String, Applied> applied = new HashMap<>();
    /** Something failed that may succeed soon. */
    private boolean left;

    /** @param versions as the store had them: as long as it has the same, what was applied is on its way here, or is refused for good */
    private record Applied(GatewayService service, List<String> versions) {}

    Provisioner(Api api, Store store) {
        this.api = api;
        this.store = store;
    }

    /**
     * Makes what is missing and changes what is different; what belongs to a Gateway that is not among these any more goes.
     *
     * @param gateways all of ours, when all kinds are known
     * @param reached where each of them is reached, as its status has it
     * @return false if the same is to be asked for again soon
     */
    boolean provide(List<Stored> gateways, Map<ObjectKey, Reached> reached) {
        left = false;
        Map<String, GatewayService> wanted = new HashMap<>();
        for (Stored gateway : gateways) {
            Reached at = reached.get(gateway.key());
            if (at != null && !at.ports().isEmpty()) {
                wanted.put(gateway.uid(), GatewayService.of(gateway.tree(), at));
            }
        }
        wanted.forEach(this::keep);
        for (String uid : List.copyOf(applied.keySet())) {
            Applied gone = applied.get(uid);
            if (gone != null && !wanted.containsKey(uid)) {
                applied.remove(uid);
                attempt(title(gone.service()), () -> delete(gone.service(), uid));
            }
        }
        for (Stored slice : store.of(SLICE.kind())) {
            if (isLeftover(slice, wanted)) {
                attempt(slice.key().toString(), () -> delete(slice, wanted.get(slice.owner())));
            }
        }
        return !left;
    }

    private boolean attempt(String what, ApiErrand.Write write) {
        Result result = ApiErrand.attempt(what, write);
        left |= result == Result.LATER;
        return result == Result.DONE;
    }

    private static String title(GatewayService service) {
        return "Service " + service.namespace() + "/" + service.name();
    }

    private void keep(String uid, GatewayService service) {
        Applied now = new Applied(service, versions(service));
        if (!isThere(service) && !now.equals(applied.get(uid))) {
            if (!attempt(title(service), () -> apply(service, uid))) {
                return;
            }
        }
        applied.put(uid, now);
    }

    private List<String> versions(GatewayService service) {
        List<String> versions = new ArrayList<>();
        versions.add(version(SERVICE, service.namespace(), service.service()));
        service.slices().forEach(slice -> versions.add(version(SLICE, service.namespace(), slice)));
        return versions;
    }

    private String version(Resource resource, String namespace, Map<String, Object> object) {
        Stored there = find(resource, namespace, object);
        return there == null ? "" : "there " + there.version();
    }

    private @Nullable Stored find(Resource resource, String namespace, Map<String, Object> object) {
        return store.find(new ObjectKey(resource.kind(), namespace, Trees.text("", object, "metadata", "name")));
    }

    private boolean isThere(GatewayService service) {
        Stored there = find(SERVICE, service.namespace(), service.service());
        return there != null
                && Trees.contains(there.tree(), service.service())
                && service.slices().stream().allMatch(slice -> isThere(slice, service.namespace()));
    }

    /** The lists of a slice are wholes: an endpoint more would take traffic away. */
    private boolean isThere(Map<String, Object> slice, String namespace) {
        Stored there = find(SLICE, namespace, slice);
        return there != null
                && Trees.contains(there.tree(), slice)
                && Trees.list(there.tree(), "ports").size()
                        == Trees.list(slice, "ports").size()
                && addresses(there.tree()).equals(addresses(slice));
    }

    private static List<Object> addresses(Map<String, Object> slice) {
        List<Object> addresses = new ArrayList<>();
        Trees.maps(slice, "endpoints").forEach(each -> addresses.addAll(Trees.list(each, "addresses")));
        return addresses;
    }

    /**
     * A slice that we made, of a Gateway that has another one or none now. A Gateway or a class that is not known may only not be known yet, and
     * with a Gateway that is deleted go its slices.
     */
    private boolean isLeftover(Stored slice, Map<String, GatewayService> wanted) {
        if (!MADE_BY.equals(Trees.text(slice.tree(), "metadata", "labels", MANAGED_BY))
                || slice.owner().isEmpty()) {
            return false;
        }
        GatewayService service = wanted.get(slice.owner());
        if (service != null) {
            return service.slices().stream()
                    .noneMatch(each -> slice.key().name().equals(Trees.text(each, "metadata", "name")));
        }
        return store.of("Gateway").stream()
                .filter(gateway -> gateway.uid().equals(slice.owner()))
                .map(gateway -> Trees.text("", gateway.tree(), "spec", "gatewayClassName"))
                .anyMatch(type -> store.find(new ObjectKey("GatewayClass", "", type)) != null);
    }

    private void apply(GatewayService service, String uid) throws IOException {
        if (isForeign(service.namespace(), service.name(), uid)) {
            log.warn("{}: exists and is not ours; it stays as it is", title(service));
            return;
        }
        patch(SERVICE, service.namespace(), service.service());
        for (Map<String, Object> slice : service.slices()) {
            patch(SLICE, service.namespace(), slice);
        }
    }

    private void patch(Resource resource, String namespace, Map<String, Object> body) throws IOException {
        String path = resource.path(namespace, Trees.text("", body, "metadata", "name")) + APPLY;
        api.send("PATCH", path, "application/apply-patch+yaml", body);
    }

    private boolean isForeign(String namespace, String name, String uid) throws IOException {
        try {
            Map<String, Object> there = api.get(SERVICE.path(namespace, name));
            return Trees.maps(there, "metadata", "ownerReferences").stream()
                    .noneMatch(owner -> uid.equals(owner.get("uid")));
        } catch (ApiFailure e) {
            if (e.isAbsent()) {
                return false;
            }
            throw e;
        }
    }

    private void delete(GatewayService service, String uid) throws IOException {
        if (!isForeign(service.namespace(), service.name(), uid)) {
            for (Map<String, Object> slice : service.slices()) {
                delete(SLICE, service.namespace(), Trees.text("", slice, "metadata", "name"));
            }
            delete(SERVICE, service.namespace(), service.name());
        }
    }

    /** @param now what its Gateway has instead; null for nothing */
    private void delete(Stored slice, @Nullable GatewayService now) throws IOException {
        String namespace = slice.key().namespace();
        delete(SLICE, namespace, slice.key().name());
        String service = Trees.text("", slice.tree(), "metadata", "labels", SERVICE_NAME);
        boolean needed = now != null && now.name().equals(service);
        if (!service.isEmpty() && !needed && !isForeign(namespace, service, slice.owner())) {
            delete(SERVICE, namespace, service);
        }
    }

    /** The collector of garbage may have been quicker. */
    private void delete(Resource resource, String namespace, String name) throws IOException {
        try {
            api.delete(resource.path(namespace, name));
        } catch (ApiFailure e) {
            if (!e.isAbsent()) {
                throw e;
            }
        }
    }
}
