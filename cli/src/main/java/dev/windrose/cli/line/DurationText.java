package dev.windrose.cli.line;

import java.time.Duration;

/** Reads {@code 500ms}, {@code 30s}, {@code 5m}. A number without unit is refused, as in documents. */
public final class DurationText {
    private static final int MOST_DIGITS = 9;

    private DurationText() {}

    /** Throws {@link UsageException}; {@code option} is named in the message. */
    public static Duration of(String option, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            throw mistaken(option, text);
        }
        long amount = Long.parseLong(text, 0, digits, 10);
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> throw mistaken(option, text);
        };
    }

    private static UsageException mistaken(String option, String text) {
        return new UsageException(option + ": " + text + " (expected: a time such as 30s, 500ms or 5m)");
    }
}
