package dev.windrose.kubernetes.api;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of the kinds that can be read an API server has, each in the best version that both know. */
public final class Discovery {
    private final Api api;
    private final Map<String, Map<String, Resource>> served = new HashMap<>();

    private Discovery(Api api) {
        this.api = api;
    }

    /**
     * Asks the server.
     *
     * @param wanted kinds, each with its API versions, the best first
     * @return by kind; what the server has not is absent
     */
    public static Map<String, Resource> of(Api api, Map<String, List<String>> wanted) throws IOException {
        Discovery discovery = new Discovery(api);
        Map<String, Resource> found = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> kind : wanted.entrySet()) {
            for (String version : kind.getValue()) {
                Resource resource = discovery.kinds(version).get(kind.getKey());
                if (resource != null) {
                    found.putIfAbsent(kind.getKey(), resource);
                }
            }
        }
        return found;
    }

    private Map<String, Resource> kinds(String apiVersion) throws IOException {
        Map<String, Resource> known = served.get(apiVersion);
        if (known == null) {
            known = ask(apiVersion);
            served.put(apiVersion, known);
        }
        return known;
    }

    private Map<String, Resource> ask(String apiVersion) throws IOException {
        Map<String, Resource> kinds = new HashMap<>();
        try {
            for (Map<String, Object> each : Trees.maps(api.get(Resource.root(apiVersion)), "resources")) {
                String plural = Trees.text("", each, "name");
                // Subresources such as httproutes/status stand in the same list.
                if (plural.indexOf('/') < 0) {
                    String kind = Trees.text("", each, "kind");
                    boolean namespaced = "true".equals(Trees.text(each, "namespaced"));
                    kinds.put(kind, new Resource(kind, apiVersion, plural, namespaced));
                }
            }
        } catch (ApiFailure e) {
            if (!e.isAbsent()) {
                throw e;
            }
        }
        return kinds;
    }
}
