package dev.windrose.translate;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Renders records as stable JSON for golden files: the type's name, then the components in order. What is null or empty is left out, so that a new
 * component changes only the cases that use it.
 */
final class Rendered {
    private Rendered() {}

    static String json(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(@Nullable Object value, String indent, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Number n -> out.append(n);
            case Boolean b -> out.append(b);
            case List<?> list -> list(list, indent, out);
            case Set<?> set -> list(set.stream().sorted().toList(), indent, out);
            case Map<?, ?> map -> map(map, indent, out);
            case Duration d -> quote(d.toString(), out);
            case Record r when isName(r) -> quote(r.toString(), out);
            case Record r -> fields(r, indent, out);
            default -> quote(value.toString(), out);
        }
    }

    private static boolean isName(Record r) {
        String type = r.getClass().getSimpleName();
        return type.endsWith("Id") || type.equals("Secret");
    }

    private static void list(List<?> list, String indent, StringBuilder out) {
        out.append('[');
        String inner = indent + "  ";
        String separator = inner;
        for (Object item : list) {
            out.append(separator);
            write(item, inner, out);
            separator = "," + inner;
        }
        out.append(list.isEmpty() ? "]" : indent + "]");
    }

    private static void map(Map<?, ?> map, String indent, StringBuilder out) {
        out.append('{');
        String inner = indent + "  ";
        String separator = inner;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            quote(entry.getKey().toString(), out);
            out.append(": ");
            write(entry.getValue(), inner, out);
            separator = "," + inner;
        }
        out.append(map.isEmpty() ? "}" : indent + "}");
    }

    private static void fields(Record r, String indent, StringBuilder out) {
        String inner = indent + "  ";
        out.append('{').append(inner).append("\"is\": ");
        quote(r.getClass().getSimpleName(), out);
        for (RecordComponent component : r.getClass().getRecordComponents()) {
            Object value = component(r, component);
            if (!isAbsent(value)) {
                out.append(',').append(inner);
                quote(component.getName(), out);
                out.append(": ");
                write(value, inner, out);
            }
        }
        out.append(indent).append('}');
    }

    private static boolean isAbsent(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Collection<?> c -> c.isEmpty();
            case Map<?, ?> m -> m.isEmpty();
            case Record r -> {
                RecordComponent[] components = r.getClass().getRecordComponents();
                yield components.length > 0 && Stream.of(components).allMatch(c -> isAbsent(component(r, c)));
            }
            default -> false;
        };
    }

    private static @Nullable Object component(Record r, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.getName(), e);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"')
                .append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append('"');
    }
}
