package dev.windrose.schema;

import dev.windrose.documents.yaml.Written;
import dev.windrose.documents.yaml.Written.Items;
import dev.windrose.documents.yaml.Written.Members;
import dev.windrose.documents.yaml.Written.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an API server makes of an object before it looks at it: null fields are absent, and absent fields get their defaults. */
final class Defaults {
    private Defaults() {}

    /** A value with the defaults of its schema, which stand where the object that lacks them stands. */
    static Written of(Written written, Shape shape) {
        return switch (written) {
            case Members members -> members(members, shape);
            case Items items -> items(items, shape);
            case Scalar scalar -> scalar;
        };
    }

    private static Written members(Members members, Shape shape) {
        Map<String, Written> filled = new LinkedHashMap<>();
        Shape additional = shape.additional();
        members.members().forEach((name, member) -> {
            Shape property = shape.properties().get(name);
            if (property == null) {
                filled.put(name, additional == null ? member : of(member, additional));
            } else if (members.present(name) != null) {
                filled.put(name, of(member, property));
            }
        });
        shape.properties().forEach((name, property) -> {
            Object preset = property.preset();
            if (preset != null && !filled.containsKey(name)) {
                filled.put(name, of(Written.of(preset, members.at()), property));
            }
        });
        return new Members(members.at(), members.last(), filled);
    }

    private static Written items(Items items, Shape shape) {
        Shape each = shape.items();
        return each == null
                ? items
                : new Items(
                        items.at(),
                        items.last(),
                        items.items().stream().map(item -> of(item, each)).toList());
    }
}
