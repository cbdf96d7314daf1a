package dev.windrose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private final Logger logger = new LoggerContext().getLogger("a");

    private String line(String time, Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent("x", logger, level, message, thrown, new Object[] {7});
        event.setInstant(Instant.parse(time));
        return new LogLine().doLayout(event);
    }

    @Test
    void aLineIsTimeLevelAndMessage() {
        assertThat(line("2026-01-02T03:04:05.006Z", Level.INFO, "listening on {}", null))
                .isEqualTo("2026-01-02T03:04:05.006Z INFO  listening on 7\n");
        assertThat(line("1969-12-31T23:59:59.999Z", Level.ERROR, "x", null))
                .isEqualTo("1969-12-31T23:59:59.999Z ERROR x\n");
    }

    @Test
    void aMessageStaysOneLineAndCannotSteerTheTerminal() {
        assertThat(line("2026-01-02T03:04:05Z", Level.WARN, "a\u001b[2J\n2026 forged", null))
                .isEqualTo("2026-01-02T03:04:05.000Z WARN  a\\u001b[2J\\n2026 forged\n");
    }

    @Test
    void aThrowableFollowsWithItsTrace() {
        assertThat(line("2026-01-02T03:04:05Z", Level.WARN, "x", new IllegalStateException("why")))
                .startsWith("2026-01-02T03:04:05.000Z WARN  x\njava.lang.IllegalStateException: why\n")
                .contains("at dev.windrose.cli.LogLineTest");
    }
}
