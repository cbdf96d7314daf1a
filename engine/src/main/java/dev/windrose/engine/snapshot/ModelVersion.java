package dev.windrose.engine.snapshot;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.Model;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.SessionKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The name of a model's content: the same for equal models on every machine. Made when it is first asked for, because it goes through the text
 * of the whole model, which the first request need not wait for; the text of hosts that say what they said before is not made again.
 */
public final class ModelVersion {
    private static final int BYTES = 8;

    private final Model model;
    /** What is known of hosts: of an earlier model until the version is made, then of this one. */
    private volatile Map<Component, Known> known;

    private @Nullable String text;

    /** A virtual host of a listener of a table; by number, for names may stand twice. */
    private record Component(RouteTableId table, int listener, int host) {}

    private record Known(VirtualHost host, byte[] hash) {}

    private ModelVersion(Model model, Map<Component, Known> known) {
        this.model = model;
        this.known = known;
    }

    static ModelVersion of(Model model) {
        return new ModelVersion(model, Map.of());
    }

    /** The version of a model that came after this one's. Does not wait for this one, if it is just being made. */
    ModelVersion next(Model after) {
        return new ModelVersion(after, known);
    }

    /** 16 hexadecimal digits. */
    @Override
    public synchronized String toString() {
        String made = text;
        if (made == null) {
            Digest digest = new Digest(known);
            made = digest.of(model);
            known = digest.seen;
            text = made;
        }
        return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelVersion version
                && (model.equals(version.model) || toString().equals(version.toString()));
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    private static final class Digest {
        private final MessageDigest digest = sha256();
        private final MessageDigest ofHost = sha256();
        private final Map<Component, Known> before;
        final Map<Component, Known> seen = new HashMap<>();

        Digest(Map<Component, Known> before) {
            this.before = before;
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        String of(Model model) {
            model.listeners().forEach(this::add);
            model.listeners().forEach(each -> each.connections().sessionKeys().forEach(this::add));
            sorted(model.routeTables()).forEach((id, table) -> add(table));
            sorted(model.clusters()).forEach((id, cluster) -> add(cluster));
            sorted(model.certificates()).forEach((id, certificate) -> add(certificate));
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        }

        private void add(RouteTableSpec table) {
            add((Object) table.id());
            for (int i = 0; i < table.listeners().size(); i++) {
                ListenerRoutes listener = table.listeners().get(i);
                add("listener " + listener.name() + " " + listener.host());
                for (int j = 0; j < listener.hosts().size(); j++) {
                    add(new Component(table.id(), i, j), listener.hosts().get(j));
                }
            }
        }

        private void add(Component place, VirtualHost host) {
            Known last = before.get(place);
            Known now = last != null && last.host.equals(host) ? last : new Known(host, hash(host));
            seen.put(place, now);
            digest.update(now.hash);
        }

        /** Route by route, since the text of a whole host may be very long. */
        private byte[] hash(VirtualHost host) {
            add(ofHost, host.host());
            host.routes().forEach(route -> add(ofHost, route));
            return ofHost.digest();
        }

        /** A key prints redacted, but a new key is a new version. */
        private void add(CertificateSpec certificate) {
            add((Object) certificate);
            add(certificate.key().reveal());
        }

        /** As its certificate's does. */
        private void add(SessionKey key) {
            add(HexFormat.of().formatHex(key.reveal()));
        }

        private void add(Object part) {
            add(digest, part);
        }

        private static void add(MessageDigest to, Object part) {
            to.update(part.toString().getBytes(StandardCharsets.UTF_8));
            to.update((byte) '\n');
        }

        private static <K, V> Map<String, V> sorted(Map<K, V> map) {
            Map<String, V> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(key.toString(), value));
            return sorted;
        }
    }
}
