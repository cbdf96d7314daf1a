package dev.windrose.dataplane.accesslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The text of this second, made once per second. For one thread. */
final class TimeText {
    private final DateTimeFormatter formatter;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    TimeText(String pattern) {
        formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** For milliseconds since 1970; the array is not to be changed. */
    byte[] of(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1_000L);
        if (now != second) {
            second = now;
            text = formatter.format(Instant.ofEpochSecond(now)).getBytes(StandardCharsets.US_ASCII);
        }
        return text;
    }
}
