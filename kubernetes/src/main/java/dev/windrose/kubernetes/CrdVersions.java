package dev.windrose.kubernetes;

import dev.windrose.kubernetes.api.Trees;
import dev.windrose.kubernetes.watch.Sink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which edition of the Gateway API the server has, as its CRDs say. Thread-safe. */
final class CrdVersions implements Sink {
    private static final Logger log = LoggerFactory.getLogger(CrdVersions.class);
    private static final String ANNOTATION = "gateway.networking.k8s.io/bundle-version";
    private static final List<String> GROUPS =
            List.of(".gateway.networking.k8s.io", ".gateway.networking.x-k8s.io", ".windrose.dev");
    /** The edition this is made for; others are served as far as they are the same. */
    private static final String EDITION = "v1.6.";

    /** Without this nothing is ours. */
    private static final String FIRST = "gatewayclasses.gateway.networking.k8s.io";

    private final Map<String, String> versions = new TreeMap<>();
    private final Runnable onChange;
    private final Runnable onEdition;
    private String said = "";
    private String shown = "";

    /**
     * @param onChange a CRD of ours has come, gone or changed
     * @param onEdition {@link #edition} or {@link #complaint} is another one
     */
    CrdVersions(Runnable onChange, Runnable onEdition) {
        this.onChange = onChange;
        this.onEdition = onEdition;
    }

    /** What is wrong with the edition; empty if nothing is. */
    synchronized String complaint() {
        for (Map.Entry<String, String> version : versions.entrySet()) {
            if (!version.getValue().isEmpty() && !version.getValue().startsWith(EDITION)) {
                return "CRD " + version.getKey() + ": bundle-version " + version.getValue() + " (expected: " + EDITION
                        + "x); what is the same in both works";
            }
        }
        if (versions.containsKey(FIRST) && edition().isEmpty()) {
            return "CRD " + FIRST + ": no bundle-version (expected: " + EDITION + "x); what is the same in both works";
        }
        return "";
    }

    /** The edition of most importance; empty if it is not known, or says none. */
    synchronized String edition() {
        return versions.getOrDefault(FIRST, "");
    }

    @Override
    public void replace(List<Map<String, Object>> objects, String cluster) {
        synchronized (this) {
            versions.clear();
        }
        objects.forEach(this::add);
        changed();
    }

    @Override
    public void put(Map<String, Object> object) {
        if (add(object)) {
            changed();
        }
    }

    @Override
    public void remove(Map<String, Object> object) {
        if (isOurs(object)) {
            synchronized (this) {
                versions.remove(name(object));
            }
            changed();
        }
    }

    private boolean add(Map<String, Object> object) {
        if (!isOurs(object)) {
            return false;
        }
        synchronized (this) {
            versions.put(name(object), Trees.text("", object, "metadata", "annotations", ANNOTATION));
        }
        return true;
    }

    private void changed() {
        String complaint = complaint();
        String edition = edition();
        boolean same = complaint.equals(said) && edition.equals(shown);
        if (!complaint.equals(said) && !complaint.isEmpty()) {
            log.warn("{}", complaint);
        }
        said = complaint;
        shown = edition;
        onChange.run();
        if (!same) {
            onEdition.run();
        }
    }

    private static boolean isOurs(Map<String, Object> object) {
        return GROUPS.stream().anyMatch(name(object)::endsWith);
    }

    private static String name(Map<String, Object> object) {
        return Trees.text("", object, "metadata", "name");
    }
}
