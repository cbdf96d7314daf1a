package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as GEP-2257 writes them: {@code 1h30m}, {@code 10s}, {@code 500ms}. */
final class Durations {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");

    private Durations() {}

    static @Nullable Duration read(Fields fields, String field) {
        String text = fields.text(field, WHOLE, "a duration such as 10s, 500ms or 1h30m");
        if (text == null) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.plus(amount(Long.parseLong(part.group(1)), part.group(2)));
        }
        return sum;
    }

    private static Duration amount(long count, String unit) {
        return switch (unit) {
            case "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMillis(count);
        };
    }
}
