package dev.windrose.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.windrose.dataplane.LogLevel;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** The level of logback's root logger. */
final class LogbackLevel implements LogLevel {
    static final LogLevel ROOT = new LogbackLevel();

    private LogbackLevel() {}

    @Override
    public String level() {
        return String.valueOf(root().getLevel()).toLowerCase(Locale.ROOT);
    }

    @Override
    public void set(String level) {
        root().setLevel(Level.toLevel(level, Level.INFO));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
