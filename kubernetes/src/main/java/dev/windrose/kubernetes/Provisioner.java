package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.Api;
import dev.windrose.kubernetes.api.ApiFailure;
import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.api.Resource;
import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Store;
import dev.windrose.kubernetes.watch.Stored;
import dev.windrose.translate.DocumentStatus.Reached;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the Service of each Gateway as it should be. Used by one thread. */
final class Provisioner {
    private static final Logger log = LoggerFactory.getLogger(Provisioner.class);
    private static final Resource SERVICE = new Resource("Service", "v1", "services", true);
    private static final Resource SLICE = new Resource("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", true);
    private static final String APPLY = "?fieldManager=windrose&force=true";

    private final Api api;
    private final Store store;
    private final Map<String, GatewayService> applied = new HashMap<>();

    Provisioner(Api api, Store store) {
        this.api = api;
        this.store = store;
    }

    /**
     * Makes what is missing and changes what is different; what belongs to a Gateway that is not among these any more goes.
     *
     * @param reached where each of them is reached, as its status has it
     */
    void provide(List<Stored> gateways, Map<ObjectKey, Reached> reached) {
        Map<String, GatewayService> wanted = new HashMap<>();
        for (Stored gateway : gateways) {
            Reached at = reached.get(gateway.key());
            if (at != null && !at.ports().isEmpty()) {
                wanted.put(gateway.uid(), GatewayService.of(gateway.tree(), at));
            }
        }
        wanted.forEach((uid, service) -> {
            boolean there = store.find(new ObjectKey("Service", service.namespace(), service.name())) != null;
            if (!there || !service.equals(applied.get(uid))) {
                String what = "Service " + service.namespace() + "/" + service.name();
                if (ApiErrand.attempt(what, () -> apply(service, uid))) {
                    applied.put(uid, service);
                }
            }
        });
        for (String uid : List.copyOf(applied.keySet())) {
            GatewayService gone = applied.get(uid);
            if (!wanted.containsKey(uid) && gone != null) {
                applied.remove(uid);
                ApiErrand.attempt("Service " + gone.namespace() + "/" + gone.name(), () -> delete(gone, uid));
            }
        }
    }

    private void apply(GatewayService service, String uid) throws IOException {
        if (isForeign(service, uid)) {
            log.warn("Service {}/{}: exists and is not ours; it stays as it is", service.namespace(), service.name());
            return;
        }
        patch(SERVICE, service.namespace(), service.service());
        for (Map<String, Object> slice : service.slices()) {
            patch(SLICE, service.namespace(), slice);
        }
        String second = GatewayService.secondSlice(service.name());
        if (service.slices().size() == 1
                && store.find(new ObjectKey("EndpointSlice", service.namespace(), second)) != null) {
            api.delete(SLICE.path(service.namespace(), second));
        }
    }

    private void patch(Resource resource, String namespace, Map<String, Object> body) throws IOException {
        String path = resource.path(namespace, Trees.text("", body, "metadata", "name")) + APPLY;
        api.send("PATCH", path, "application/apply-patch+yaml", body);
    }

    private boolean isForeign(GatewayService service, String uid) throws IOException {
        try {
            Map<String, Object> there = api.get(SERVICE.path(service.namespace(), service.name()));
            return Trees.maps(there, "metadata", "ownerReferences").stream()
                    .noneMatch(owner -> uid.equals(owner.get("uid")));
        } catch (ApiFailure e) {
            if (e.isAbsent()) {
                return false;
            }
            throw e;
        }
    }

    /** The collector of garbage may have been quicker. */
    private void delete(GatewayService service, String uid) throws IOException {
        try {
            if (!isForeign(service, uid)) {
                for (Map<String, Object> slice : service.slices()) {
                    api.delete(SLICE.path(service.namespace(), Trees.text("", slice, "metadata", "name")));
                }
                api.delete(SERVICE.path(service.namespace(), service.name()));
            }
        } catch (ApiFailure e) {
            if (!e.isAbsent()) {
                throw e;
            }
        }
    }
}
