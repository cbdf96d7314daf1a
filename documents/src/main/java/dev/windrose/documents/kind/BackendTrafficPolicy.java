package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteRule.Session;
import dev.windrose.documents.yaml.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What holds for all traffic to Services. Written {@code XBackendTrafficPolicy}. Null parts were not written. */
public record BackendTrafficPolicy(
        Metadata metadata,
        List<PolicyTarget> targets,
        @Nullable Budget budget,
        @Nullable Session session) implements Document {
    public BackendTrafficPolicy {
        targets = List.copyOf(targets);
    }

    /** How many requests may be retries: {@code percent} of those within {@code interval}, and always {@code count} within {@code countInterval}. */
    public record Budget(int percent, Duration interval, int count, Duration countInterval) {}

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Override
    public String kind() {
        return "XBackendTrafficPolicy";
    }

    public static BackendTrafficPolicy read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        BackendTrafficPolicy read = document.object(
                "spec",
                spec -> new BackendTrafficPolicy(
                        metadata,
                        spec.list("targetRefs", PolicyTarget::read),
                        spec.object("retryConstraint", BackendTrafficPolicy::budget),
                        spec.object("sessionPersistence", RuleReader::session)));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "targetRefs and retryConstraint or sessionPersistence");
        }
        return read == null ? new BackendTrafficPolicy(metadata, List.of(), null, null) : read;
    }

    private record Rate(int number, Duration interval) {}

    private static Budget budget(Fields fields) {
        Rate share = fields.object("budget", f -> rate(f, "percent", 100, 20, INTERVAL));
        Rate least = fields.object("minRetryRate", f -> rate(f, "count", 1_000_000, 10, SECOND));
        Rate percent = Objects.requireNonNullElse(share, new Rate(20, INTERVAL));
        Rate count = Objects.requireNonNullElse(least, new Rate(10, SECOND));
        return new Budget(percent.number, percent.interval, count.number, count.interval);
    }

    private static Rate rate(Fields fields, String field, int most, int otherwise, Duration interval) {
        Integer number = fields.integer(field, 0, most);
        Duration written = Durations.read(fields, "interval");
        return new Rate(
                number == null ? otherwise : number, written == null || !written.isPositive() ? interval : written);
    }
}
