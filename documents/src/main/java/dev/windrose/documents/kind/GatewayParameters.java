package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GatewayClass or Gateway lets its listeners do, {@code windrose.dev/v1alpha1}: the referent of {@code parametersRef}.
 *
 * <pre>{@code
 * spec:
 *   trustedProxies: [10.0.0.0/8]
 *   proxyProtocolFrom: [10.0.0.1]
 *   forwarded: true
 *   timeouts: {requestHead: 10s, idle: 60s}
 *   sessionKeyRefs: [{name: new}, {name: old}]
 * }</pre>
 *
 * Null parts were not written, which leaves them to the class, or to the process.
 */
public record GatewayParameters(
        Metadata metadata,
        @Nullable List<Texted> trustedProxies,
        @Nullable List<Texted> proxyProtocolFrom,
        @Nullable Boolean forwarded,
        @Nullable Duration headTimeout,
        @Nullable Duration idleTimeout,
        @Nullable List<Ref> sessionKeys)
        implements Document {
    /** The API group of our own kinds. */
    public static final String GROUP = "windrose.dev";

    /** What a Gateway's times may be at most; more is a mistake in the unit. */
    private static final Duration LONGEST = Duration.ofDays(1);

    @Override
    public String kind() {
        return "GatewayParameters";
    }

    public static GatewayParameters read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        GatewayParameters read = document.object("spec", spec -> spec(metadata, spec));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {timeouts: {idle: 60s}}");
        }
        return read == null ? new GatewayParameters(metadata, null, null, null, null, null, null) : read;
    }

    private static GatewayParameters spec(Metadata metadata, Fields spec) {
        Timeouts timeouts =
                spec.object("timeouts", fields -> new Timeouts(time(fields, "requestHead"), time(fields, "idle")));
        List<Texted> trusted = spec.texts("trustedProxies");
        List<Texted> senders = spec.texts("proxyProtocolFrom");
        boolean forwarded = spec.flag("forwarded", false);
        List<Ref> keys = spec.list("sessionKeyRefs", Ref::object);
        return new GatewayParameters(
                metadata,
                spec.has("trustedProxies") ? trusted : null,
                spec.has("proxyProtocolFrom") ? senders : null,
                spec.has("forwarded") ? forwarded : null,
                timeouts == null ? null : timeouts.head,
                timeouts == null ? null : timeouts.idle,
                spec.has("sessionKeyRefs") ? keys : null);
    }

    private record Timeouts(
            @Nullable Duration head, @Nullable Duration idle) {}

    private static @Nullable Duration time(Fields fields, String field) {
        Duration time = Durations.read(fields, field);
        if (time != null && (time.isZero() || time.compareTo(LONGEST) > 0)) {
            fields.wrong(field, "out-of-range", String.valueOf(fields.text(field)), "more than 0s, at most 24h");
            return null;
        }
        return time;
    }
}
