package dev.windrose.kubernetes.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A kind as the API server has it.
 *
 * @param apiVersion such as {@code v1} or {@code gateway.networking.k8s.io/v1}
 * @param plural as paths have it, such as {@code httproutes}
 */
public record Resource(String kind, String apiVersion, String plural, boolean namespaced) {
    /** The path of the collection; an empty namespace means all of them. */
    public String path(String namespace) {
        String root = root(apiVersion);
        return namespace.isEmpty() || !namespaced
                ? root + "/" + plural
                : root + "/namespaces/" + encoded(namespace) + "/" + plural;
    }

    /** The path of one object. */
    public String path(String namespace, String name) {
        return path(namespace) + "/" + encoded(name);
    }

    static String root(String apiVersion) {
        return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion;
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
