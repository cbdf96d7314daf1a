package dev.windrose.dataplane.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the admin server answers; {@link #what} is for the reference. */
public enum AdminPath {
    PAGE("/", "a page with listeners, routes, backends and documents"),
    HEALTH("/healthz", "`ok` while the process runs"),
    READY("/readyz", "`ready`, or 503 `not ready`"),
    METRICS("/metrics", "metrics in Prometheus text"),
    STATS("/stats", "requests and errors of routes, in JSON"),
    STATUS("/status", "kind, name and whole status of each document, as an API server would show it"),
    CONFIG("/config", "problems, the state of each document, and the whole model"),
    CERTIFICATES("/certs", "certificates, never their keys"),
    CLUSTERS("/clusters", "backends with their endpoints and requests under way"),
    EXPLAIN(
            "/explain",
            "where `?request=METHOD%20URL` would go, and why; `header` may be repeated, `from` is a namespace of a mesh's clients"),
    DRAIN("/drain", "POST", "drains and ends the gateway"),
    LOG_LEVEL("/log-level", "GET, HEAD, PUT, POST", "the level; `?level=` or a body changes it");

    private final String path;
    private final String methods;
    private final String what;

    AdminPath(String path, String what) {
        this(path, "GET, HEAD", what);
    }

    AdminPath(String path, String methods, String what) {
        this.path = path;
        this.methods = methods;
        this.what = what;
    }

    static @Nullable AdminPath of(String path) {
        for (AdminPath each : values()) {
            if (each.path.equals(path)) {
                return each;
            }
        }
        return null;
    }

    /** All of them, for messages. */
    static String list() {
        return String.join(" ", List.of(values()).stream().map(AdminPath::path).toList());
    }

    public String path() {
        return path;
    }

    public List<String> methods() {
        return List.of(methods.split(", ", -1));
    }

    public String what() {
        return what;
    }

    /** Answered however busy the rest is: an orchestrator kills who does not answer these. */
    boolean isProbe() {
        return this == HEALTH || this == READY;
    }
}
