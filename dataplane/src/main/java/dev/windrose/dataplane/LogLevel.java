package dev.windrose.dataplane;

/** The level of the program's own log, as the logging library in use has it. */
public interface LogLevel {
    /** A level that cannot be changed. */
    LogLevel FIXED = new LogLevel() {
        @Override
        public String level() {
            return "info";
        }

        @Override
        public void set(String level) {
            throw new IllegalArgumentException("log level: " + level + " (expected: a log whose level can be changed)");
        }
    };

    /** One of trace, debug, info, warn, error, off. */
    String level();

    void set(String level);
}
