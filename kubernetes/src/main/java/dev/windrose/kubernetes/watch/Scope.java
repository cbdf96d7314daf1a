package dev.windrose.kubernetes.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * How much of the cluster is looked at.
 *
 * @param namespaces empty for all
 * @param labels a label selector for Gateways, ListenerSets, routes and policies; empty for all
 */
public record Scope(List<String> namespaces, String labels) {
    public static final Scope WHOLE = new Scope(List.of(), "");
    /** Of a digest, in bytes: there are few scopes in one cluster. */
    private static final int DIGEST = 4;

    public Scope {
        namespaces = List.copyOf(namespaces);
    }

    /** A few letters and digits, the same for all who look at the same, whatever the order; empty for all of the cluster. */
    public String digest() {
        if (namespaces.isEmpty() && labels.isEmpty()) {
            return "";
        }
        String all = String.join(",", new TreeSet<>(namespaces)) + "/" + labels;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
