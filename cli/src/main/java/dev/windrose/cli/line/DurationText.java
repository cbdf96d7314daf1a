package dev.windrose.cli.line;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h30m}, as documents have it (GEP-2257). A number without unit is refused. */
public final class DurationText {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(h|ms|m|s)){1,4}");
    private static final Pattern PART = Pattern.compile("([0-9]+)(h|ms|m|s)");

    private DurationText() {}

    /** Throws {@link UsageException}; {@code option} is named in the message. */
    public static Duration of(String option, String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new UsageException(option + ": " + text + " (expected: a time such as 30s, 500ms or 1h30m)");
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long amount = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
        }
        return sum;
    }
}
