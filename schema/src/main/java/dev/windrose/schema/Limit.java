package dev.windrose.schema;

import com.google.re2j.Pattern;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Written;
import dev.windrose.schema.rule.Addresses;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A limit that a schema sets to one value of the right type. Lengths of texts count code points. */
sealed interface Limit {
    /** What is wrong with a value, or null. */
    @Nullable
    Fault fault(Written value);

    /** The text must contain a match; linear in its length. */
    record Match(Pattern pattern) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(scalar(value) instanceof String text)
                            || pattern.matcher(text).find()
                    ? null
                    : Fault.invalid(value, "should match '" + pattern.pattern() + "'");
        }
    }

    /** One of some values. */
    record Words(List<Object> words) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            Object written = scalar(value);
            if (written == null || words.contains(written)) {
                return null;
            }
            String supported = words.stream().map(Fault::shown).collect(Collectors.joining(", "));
            List<String> texts = words.stream().map(String::valueOf).toList();
            return new Fault(
                    Fault.Reason.UNSUPPORTED,
                    Fault.shown(written) + ": supported values: " + supported,
                    DidYouMean.hint(String.valueOf(written), texts));
        }
    }

    record MinLength(long least) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(scalar(value) instanceof String text) || length(text) >= least
                    ? null
                    : Fault.invalid(value, "should be at least " + least + " chars long");
        }
    }

    record MaxLength(long most) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(scalar(value) instanceof String text) || length(text) <= most
                    ? null
                    : new Fault(Fault.Reason.TOO_LONG, "may not be more than " + most + " bytes", null);
        }
    }

    record Minimum(double least) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(scalar(value) instanceof Number number) || number.doubleValue() >= least
                    ? null
                    : Fault.invalid(value, "should be greater than or equal to " + Fault.shown(least));
        }
    }

    record Maximum(double most) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(scalar(value) instanceof Number number) || number.doubleValue() <= most
                    ? null
                    : Fault.invalid(value, "should be less than or equal to " + Fault.shown(most));
        }
    }

    record MinItems(int least) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return !(value instanceof Written.Items list) || list.items().size() >= least
                    ? null
                    : new Fault(
                            Fault.Reason.INVALID,
                            list.items().size() + ": should have at least " + least + " items",
                            null);
        }
    }

    record MaxItems(int most) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return value instanceof Written.Items list ? tooMany(list.items().size(), most) : null;
        }
    }

    record MaxProperties(int most) implements Limit {
        @Override
        public @Nullable Fault fault(Written value) {
            return value instanceof Written.Members members
                    ? tooMany(members.members().size(), most)
                    : null;
        }
    }

    /** What a text or number must be beyond its type. */
    record Format(String name) implements Limit {
        /** All that are understood; a schema with another one does not load. */
        static final List<String> KNOWN = List.of("int32", "int64", "date-time", "ipv4", "ipv6");

        @Override
        public @Nullable Fault fault(Written value) {
            if (fits(value)) {
                return null;
            }
            return name.startsWith("int")
                    ? Fault.invalid(value, "must be of type integer with format " + name)
                    : Fault.format(value, name);
        }

        private boolean fits(Written value) {
            return switch (name) {
                case "int32" -> !(scalar(value) instanceof Number number) || number.longValue() == number.intValue();
                case "date-time" -> !(scalar(value) instanceof String text) || isTime(text);
                case "ipv4" -> !(scalar(value) instanceof String text) || Addresses.isIpv4(text);
                case "ipv6" -> !(scalar(value) instanceof String text) || Addresses.isIpv6(text);
                default -> true;
            };
        }

        private static boolean isTime(String text) {
            try {
                OffsetDateTime.parse(text);
                return true;
            } catch (DateTimeParseException _) {
                return false;
            }
        }
    }

    private static @Nullable Fault tooMany(int found, int most) {
        return found <= most
                ? null
                : new Fault(
                        Fault.Reason.TOO_MANY,
                        found + ": must have at most " + most + (most == 1 ? " item" : " items"),
                        null);
    }

    private static @Nullable Object scalar(Written value) {
        return value instanceof Written.Scalar scalar ? scalar.value() : null;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
