package dev.windrose.dataplane.admin;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.RouteMatch;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Any value of the model as maps, lists and plain values, with everything secret left out: keys, PEM, and the values of headers and
 * parameters whose name sounds like a credential. Reflection over records keeps new model types visible without code here.
 */
final class ModelTree {
    static final String REDACTED = "(redacted)";

    private static final Pattern SENSITIVE =
            Pattern.compile("(?i).*(auth|cookie|token|secret|key|passw|credential|signature|session).*");

    private ModelTree() {}

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Number number -> number;
            case CertificateSpec certificate -> Certificates.describe(certificate);
            case CertificateSpec.Secret _ -> REDACTED;
            case UpstreamTls tls -> upstreamTls(tls);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Record record -> record(record);
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> list(List<?> values) {
        List<@Nullable Object> tree = new ArrayList<>(values.size());
        for (Object value : values) {
            tree.add(of(value));
        }
        return tree;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> values) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        values.forEach((key, value) -> tree.put(String.valueOf(key), of(value)));
        return tree;
    }

    private static Map<String, @Nullable Object> upstreamTls(UpstreamTls tls) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("serverName", tls.serverName());
        tree.put("ca", tls.caPem() == null ? "system" : "configured");
        tree.put("verify", tls.verify());
        tree.put("clientCertificate", of(tls.clientCertificate()));
        return tree;
    }

    /** A record of one text alone is that text: ids and host patterns. One of several alternatives says which it is. */
    private static Object record(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (components.length == 1
                && components[0].getName().equals("value")
                && components[0].getType() == String.class
                && record.getClass().getEnclosingClass() == null) {
            return String.valueOf(read(record, components[0]));
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        if (record.getClass().getInterfaces().length > 0) {
            tree.put("type", record.getClass().getSimpleName());
        }
        boolean sensitive = isSensitive(record, components);
        for (RecordComponent component : components) {
            Object value = read(record, component);
            boolean shown = !sensitive
                    || component.getName().equals("name")
                    || component.getType().isPrimitive()
                    || value instanceof Enum<?>;
            tree.put(component.getName(), shown ? of(value) : REDACTED);
        }
        return tree;
    }

    /** Only records about headers and parameters: a listener may well be named after what it guards. */
    private static boolean isSensitive(Record record, RecordComponent[] components) {
        Class<?> around = record.getClass().getEnclosingClass();
        if (around != RouteMatch.class && around != FilterSpec.class) {
            return false;
        }
        for (RecordComponent component : components) {
            if (component.getName().equals("name")
                    && read(record, component) instanceof String name
                    && SENSITIVE.matcher(name).matches()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " (expected: a public record)", e);
        }
    }
}
