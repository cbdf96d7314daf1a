package dev.windrose.engine.snapshot;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The name of a model's content: the same for equal models on every machine. Made when it is first asked for, because it goes through the text
 * of the whole model, which the first request need not wait for.
 */
public final class ModelVersion {
    private static final int BYTES = 8;

    private final Model model;
    private @Nullable String text;

    private ModelVersion(Model model) {
        this.model = model;
    }

    static ModelVersion of(Model model) {
        return new ModelVersion(model);
    }

    /** 16 hexadecimal digits. */
    @Override
    public synchronized String toString() {
        String known = text;
        if (known == null) {
            known = new Digest().of(model);
            text = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelVersion version && toString().equals(version.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    private static final class Digest {
        private final MessageDigest digest;

        Digest() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        String of(Model model) {
            model.listeners().forEach(this::add);
            sorted(model.routeTables()).forEach((id, table) -> add(table));
            sorted(model.clusters()).forEach((id, cluster) -> add(cluster));
            sorted(model.certificates()).forEach((id, certificate) -> add(certificate));
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        }

        /** Route by route, since the text of a whole table may be very long. */
        private void add(RouteTableSpec table) {
            add((Object) table.id());
            for (ListenerRoutes listener : table.listeners()) {
                add("listener " + listener.name() + " " + listener.host());
                for (VirtualHost host : listener.hosts()) {
                    add((Object) host.host());
                    host.routes().forEach(this::add);
                }
            }
        }

        /** A key prints redacted, but a new key is a new version. */
        private void add(CertificateSpec certificate) {
            add((Object) certificate);
            add(certificate.key().reveal());
        }

        private void add(Object part) {
            byte[] text = part.toString().getBytes(StandardCharsets.UTF_8);
            digest.update(text);
            digest.update((byte) '\n');
        }

        private static <K, V> Map<String, V> sorted(Map<K, V> map) {
            Map<String, V> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(key.toString(), value));
            return sorted;
        }
    }
}
