package dev.windrose.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.windrose.documents.yaml.Printable;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** {@code 2026-01-31T23:59:59.123Z INFO  message}; the time is UTC, so that lines of several machines can be laid beside each other. */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        time(event.getTimeStamp(), line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).repeat(" ", LEVEL_WIDTH - level.length()).append(' ');
        line.append(Printable.of(String.valueOf(event.getFormattedMessage()))).append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString();
    }

    /** By hand: a DateTimeFormatter costs more at the start than all lines of it. */
    private static void time(long millis, StringBuilder line) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
        digits(at.getYear(), 4, line);
        digits(at.getMonthValue(), 2, line.append('-'));
        digits(at.getDayOfMonth(), 2, line.append('-'));
        digits(at.getHour(), 2, line.append('T'));
        digits(at.getMinute(), 2, line.append(':'));
        digits(at.getSecond(), 2, line.append(':'));
        digits(Math.floorMod(millis, 1000), 3, line.append('.'));
        line.append('Z');
    }

    private static void digits(int number, int width, StringBuilder line) {
        String text = Integer.toString(number);
        line.repeat("0", width - text.length()).append(text);
    }
}
