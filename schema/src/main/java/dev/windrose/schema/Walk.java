package dev.windrose.schema;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Written;
import dev.windrose.documents.yaml.Written.Items;
import dev.windrose.documents.yaml.Written.Members;
import dev.windrose.documents.yaml.Written.Scalar;
import dev.windrose.schema.Fault.Reason;
import dev.windrose.schema.Refusal.Extent;
import dev.windrose.schema.rule.ObjectValue;
import dev.windrose.schema.rule.Rule;
import dev.windrose.schema.rule.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Leads a document with its {@link Defaults} along its schema, as an API server does when it is created: types and limits first, then rules. Where a type or the like is wrong, no rule is asked about what contains it; unlike the server, which then asks none
 * at all, rules about the rest of the document are.
 */
final class Walk {
    /** The document and its {@code spec} are no parts of it: problems of theirs may be of anything. */
    private static final int ROOTS = 2;

    private final Rules rules;
    private final List<Refusal> refusals = new ArrayList<>();

    /** Where the values begin that lead to the present one, from the document on. */
    private final List<Position> open;

    /** How many faults so far forbid to ask rules. */
    private int blocks;

    Walk(Rules rules) {
        this(rules, List.of());
    }

    private Walk(Rules rules, List<Position> open) {
        this.rules = rules;
        this.open = new ArrayList<>(open);
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /** The value as rules see it; null when it is of another type, which has been told then. */
    @Nullable
    Object value(Written written, Shape shape, String path) {
        open.add(written.at());
        Object value = checked(written, shape, path);
        open.removeLast();
        return value;
    }

    private @Nullable Object checked(Written written, Shape shape, String path) {
        if (!isOf(shape.type(), written)) {
            refuse(written, path, Fault.type(written, shape.type().name().toLowerCase(Locale.ROOT)));
            return null;
        }
        int before = blocks;
        Object value = switch (written) {
            case Members members -> object(members, shape, path);
            case Items items -> list(items, shape, path);
            case Scalar scalar -> scalar.value();
        };
        for (Limit limit : shape.limits()) {
            Fault fault = limit.fault(written);
            if (fault != null) {
                refuse(written, path, fault);
                break;
            }
        }
        branches(written, shape.branches(), path);
        if (value != null && blocks == before) {
            for (Rule rule : shape.rules()) {
                ask(rule, value, written, path);
            }
        }
        return value;
    }

    private static boolean isOf(Shape.Type type, Written written) {
        return switch (type) {
            case ANY -> true;
            case OBJECT -> written instanceof Members;
            case ARRAY -> written instanceof Items;
            case STRING -> written instanceof Scalar scalar && scalar.value() instanceof String;
            case BOOLEAN -> written instanceof Scalar scalar && isBoolean(scalar.value());
            case NUMBER -> written instanceof Scalar scalar && scalar.value() instanceof Number;
            case INTEGER -> written instanceof Scalar scalar && isWhole(scalar.value());
        };
    }

    private static boolean isBoolean(@Nullable Object value) {
        return value instanceof Boolean || value instanceof Written.OldBoolean;
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Long || (value instanceof Double number && number == Math.rint(number));
    }

    // ---- objects

    private Object object(Members members, Shape shape, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        shape.properties().forEach((name, property) -> {
            Written member = members.members().get(name);
            if (member != null) {
                put(values, ObjectValue.nameOf(name), value(member, property, child(path, name)));
            } else if (shape.required().contains(name)) {
                refuse(members, child(path, name), Fault.required());
            }
        });
        Shape additional = shape.additional();
        if (additional != null) {
            members.members()
                    .forEach((name, member) -> put(values, name, value(member, additional, child(path, name))));
            return values;
        }
        return new ObjectValue(values);
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    // ---- lists

    private Object list(Items items, Shape shape, String path) {
        List<@Nullable Object> values = new ArrayList<>(items.items().size());
        Shape each = shape.items();
        for (int i = 0; i < items.items().size() && each != null; i++) {
            values.add(value(items.items().get(i), each, path + "[" + i + "]"));
        }
        if (shape.distinct() || !shape.keys().isEmpty()) {
            distinct(items, values, shape.keys(), path);
        }
        return values;
    }

    /** Each item that is told apart from no earlier one is refused. */
    private void distinct(Items items, List<@Nullable Object> values, List<String> keys, String path) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object identity = keys.isEmpty() ? value : identity(value, keys);
            if (identity != null && !seen.add(identity)) {
                refuse(items.items().get(i), path + "[" + i + "]", Fault.duplicate(json(identity)));
            }
        }
    }

    private static @Nullable Object identity(@Nullable Object item, List<String> keys) {
        if (!(item instanceof ObjectValue fields)) {
            return null;
        }
        Map<String, Object> identity = new TreeMap<>();
        for (String key : keys) {
            Object value = fields.field(ObjectValue.nameOf(key));
            if (value != null) {
                identity.put(key, value);
            }
        }
        return identity;
    }

    private static String json(Object identity) {
        if (!(identity instanceof Map<?, ?> fields)) {
            return Fault.shown(identity);
        }
        List<String> members = new ArrayList<>();
        fields.forEach((key, value) -> members.add(Fault.shown(key) + ":" + Fault.shown(value)));
        return "{" + String.join(",", members) + "}";
    }

    // ---- alternatives

    private void branches(Written written, Shape.Branches branches, String path) {
        Shape not = branches.not();
        if (not != null && refused(written, not, path).isEmpty()) {
            refuse(written, path, Fault.invalid(written, "must not validate the schema (not)"));
        }
        if (!branches.any().isEmpty()) {
            nearest(branches.any(), written, path);
        }
        if (!branches.one().isEmpty()) {
            int fitting = nearest(branches.one(), written, path);
            if (fitting > 1) {
                refuse(written, path, Fault.invalid(written, "must validate one and only one schema (oneOf)"));
            }
        }
    }

    /** How many alternatives fit. If none does, what is wrong with the first of those with the fewest faults is told. */
    private int nearest(List<Shape> alternatives, Written written, String path) {
        List<Refusal> nearest = List.of();
        int fitting = 0;
        for (Shape alternative : alternatives) {
            List<Refusal> refused = refused(written, alternative, path);
            fitting += refused.isEmpty() ? 1 : 0;
            nearest = nearest.isEmpty() || refused.size() < nearest.size() ? refused : nearest;
        }
        if (fitting == 0) {
            refusals.addAll(nearest);
            blocks++;
        }
        return fitting;
    }

    private List<Refusal> refused(Written written, Shape shape, String path) {
        Walk walk = new Walk(rules, open);
        walk.value(written, shape, path);
        return walk.refusals;
    }

    // ---- what is wrong

    private void ask(Rule rule, Object value, Written written, String path) {
        Rules.Broken broken = rules.broken(rule, value);
        if (broken == null) {
            return;
        }
        String shown = written instanceof Scalar scalar ? Fault.shown(scalar) + ": " : "";
        String type = broken.unanswered() && shown.isEmpty() ? Fault.shown(Fault.typeOf(written)) + ": " : shown;
        refuse(written, path, new Fault(Reason.RULE, type + broken.message(), null));
    }

    private void refuse(Written written, String path, Fault fault) {
        Reason reason = fault.reason();
        Position at = written.at();
        Extent extent = switch (reason) {
            case RULE -> Extent.WITHIN;
            case REQUIRED -> Extent.ABSENT;
            case INVALID, TYPE, UNSUPPORTED, TOO_LONG, TOO_MANY, DUPLICATE -> Extent.VALUE;
        };
        Problem problem = Problem.error(at, reason.code, fault.message(path)).withHint(fault.hint());
        Set<Position> within = new HashSet<>(open.subList(Math.min(ROOTS, open.size()), open.size()));
        refusals.add(new Refusal(problem, path, extent == Extent.WITHIN ? written.last() : at, extent, within));
        blocks += reason.blocks ? 1 : 0;
    }
}
