package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.GatewayParameters;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.kind.UnnamedKind;
import dev.windrose.documents.yaml.Fields.Texted;
import dev.windrose.model.Cidr;
import dev.windrose.model.ClientTimeouts;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.SessionKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Gateways and their classes ask for by {@code parametersRef}. Of both, the Gateway's fields count, one by one. */
final class Parameters {
    private static final String KIND = "GatewayParameters";
    /** The entry of a Secret that is a session key. */
    private static final String KEY = "key";

    private final Directory directory;
    private final Draft draft;

    /** What is to be done; or {@code refusal}, why that is not known. */
    record Found(ConnectionPolicy policy, @Nullable String refusal) {
        static final Found NONE = new Found(ConnectionPolicy.DEFAULT, null);

        static Found refused(String why) {
            return new Found(ConnectionPolicy.DEFAULT, why);
        }
    }

    /** Why parameters cannot be used. Never leaves this class. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why, null, false, false);
        }

        String why() {
            return Objects.requireNonNull(getMessage());
        }
    }

    Parameters(Directory directory, Draft draft) {
        this.directory = directory;
        this.draft = draft;
    }

    /** Why a class's parameters cannot be used; null if they can, or there are none. */
    @Nullable
    String refusal(GatewayClass type) {
        Ref ref = type.parameters();
        if (ref == null) {
            return null;
        }
        try {
            policy(find(ref, ""), null);
            return null;
        } catch (Unusable e) {
            draft.error(ref.at(), "invalid-parameters", e.why());
            return e.why();
        }
    }

    /** What a Gateway runs with; {@code type} is null for a class without a document. */
    Found of(Gateway gateway, @Nullable GatewayClass type) {
        Ref own = gateway.infrastructure().parameters();
        Ref shared = type == null ? null : type.parameters();
        GatewayParameters general = null;
        if (shared != null) {
            try {
                general = find(shared, "");
                ConnectionPolicy policy = policy(general, null);
                if (own == null) {
                    return new Found(policy, null);
                }
            } catch (Unusable e) {
                return Found.refused("GatewayClass " + gateway.className() + ": " + e.why());
            }
        }
        return own == null ? Found.NONE : of(gateway, own, general);
    }

    private Found of(Gateway gateway, Ref own, @Nullable GatewayParameters general) {
        try {
            return new Found(policy(find(own, gateway.metadata().namespace()), general), null);
        } catch (Unusable e) {
            String why = "infrastructure." + e.why();
            draft.error(own.at(), "invalid-parameters", why);
            return Found.refused(why);
        }
    }

    /** {@code home} is where a local reference stands; empty for a class, which must say a namespace. */
    private GatewayParameters find(Ref ref, String home) throws Unusable {
        String kind = ref.kindOr("");
        String group = ref.groupOr(GatewayParameters.GROUP);
        if (!kind.equals(KIND) || !group.equals(GatewayParameters.GROUP)) {
            String asked = group.equals(GatewayParameters.GROUP) || group.isEmpty() ? kind : group + "/" + kind;
            throw new Unusable("parametersRef: kind " + asked + " is not known (expected: " + KIND + " of group "
                    + GatewayParameters.GROUP + ")");
        }
        String namespace = home.isEmpty() ? ref.namespaceOr("") : home;
        if (namespace.isEmpty()) {
            throw new Unusable("parametersRef: namespace missing (expected: that of " + KIND + " " + ref.name() + ")");
        }
        String key = namespace + "/" + ref.name();
        GatewayParameters found = directory.find(GatewayParameters.class, KIND, key);
        if (found == null) {
            throw new Unusable("parametersRef: " + directory.absence(KIND, key));
        }
        return found;
    }

    private ConnectionPolicy policy(GatewayParameters own, @Nullable GatewayParameters general) throws Unusable {
        GatewayParameters trusted = own.trustedProxies() != null || general == null ? own : general;
        GatewayParameters senders = own.proxyProtocolFrom() != null || general == null ? own : general;
        GatewayParameters forwarded = own.forwarded() != null || general == null ? own : general;
        GatewayParameters head = own.headTimeout() != null || general == null ? own : general;
        GatewayParameters idle = own.idleTimeout() != null || general == null ? own : general;
        GatewayParameters keys = own.sessionKeys() != null || general == null ? own : general;
        return new ConnectionPolicy(
                ranges(trusted, "trustedProxies", trusted.trustedProxies()),
                ranges(senders, "proxyProtocolFrom", senders.proxyProtocolFrom()),
                Boolean.TRUE.equals(forwarded.forwarded()),
                new ClientTimeouts(head.headTimeout(), idle.idleTimeout()),
                keys(keys));
    }

    private List<Cidr> ranges(GatewayParameters owner, String field, @Nullable List<Texted> texts) throws Unusable {
        List<Cidr> ranges = new ArrayList<>();
        for (Texted each : texts == null ? List.<Texted>of() : texts) {
            try {
                ranges.add(Cidr.of(each.text()));
            } catch (IllegalArgumentException _) {
                String what = field + ": " + each.text() + " (expected: an address or a range such as 10.0.0.0/8)";
                draft.error(each.at(), "invalid-value", what);
                throw unusable(owner, what);
            }
        }
        return ranges;
    }

    private static Unusable unusable(GatewayParameters owner, String what) {
        return new Unusable("parametersRef: " + KIND + " " + owner.metadata().key() + ": " + what);
    }

    private List<SessionKey> keys(GatewayParameters owner) throws Unusable {
        List<SessionKey> keys = new ArrayList<>();
        List<Ref> refs = owner.sessionKeys();
        for (Ref ref : refs == null ? List.<Ref>of() : refs) {
            String mistake = mistake(ref, owner);
            if (mistake != null) {
                draft.error(ref.at(), "invalid-key", "sessionKeyRefs: " + mistake);
                throw unusable(owner, "sessionKeyRefs: " + mistake);
            }
            keys.add(new SessionKey(Objects.requireNonNull(key(ref, owner)).bytes()));
        }
        return keys;
    }

    private @Nullable String mistake(Ref ref, GatewayParameters owner) {
        String home = owner.metadata().namespace();
        String kind = ref.kindOr(UnnamedKind.SESSION_KEY);
        if (!kind.equals("Secret") || !ref.groupOr("").isEmpty()) {
            return "kind " + kind + " (expected: Secret)";
        }
        if (!ref.namespaceOr(home).equals(home)) {
            return "namespace " + ref.namespace() + " (expected: that of the " + KIND + ")";
        }
        String secret = home + "/" + ref.name();
        if (directory.find(Secret.class, "Secret", secret) == null) {
            return directory.absence("Secret", secret);
        }
        Secret.Value key = key(ref, owner);
        if (key == null) {
            return "Secret " + secret + ": data." + KEY + " missing (expected: at least " + SessionKey.LEAST_BYTES
                    + " random bytes)";
        }
        return key.length() >= SessionKey.LEAST_BYTES
                ? null
                : "Secret " + secret + ": data." + KEY + ": " + key.length() + " bytes (expected: at least "
                        + SessionKey.LEAST_BYTES + " random bytes)";
    }

    private Secret.@Nullable Value key(Ref ref, GatewayParameters owner) {
        Secret secret = directory.find(Secret.class, "Secret", owner.metadata().namespace() + "/" + ref.name());
        return secret == null ? null : secret.data().get(KEY);
    }

    /** Gateways that share a port share what is settled before it is known which of them is meant: the oldest one's parameters count. */
    void tellOfSharing(Map<String, Map<Integer, List<AttachPoint>>> places) {
        places.values().stream()
                .map(Map::entrySet)
                .flatMap(Collection::stream)
                .forEach(place -> tellOfSharing(place.getKey(), place.getValue()));
    }

    /** Those with connections: datagrams come to a socket of their own. */
    static Stream<AttachPoint> streams(List<AttachPoint> points) {
        return points.stream().filter(point -> point.speech != AttachPoint.Speech.UDP);
    }

    private void tellOfSharing(int port, List<AttachPoint> points) {
        List<AttachPoint> sharing = streams(points).toList();
        for (AttachPoint point : sharing) {
            AttachPoint first = sharing.getFirst();
            if (!point.policy.equals(first.policy)) {
                draft.warning(
                        point.gateway.metadata().at(),
                        "shared-port",
                        "Gateway " + point.gateway.metadata().key() + ": port " + port + " is shared with Gateway "
                                + first.gateway.metadata().key() + ", whose parameters count there");
            }
        }
    }
}
