package dev.windrose.dataplane.accesslog;

import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;

/** Writes an exchange or a connection of bytes as a line. For one event loop: holds what it has formatted before. */
interface LineFormat {
    void write(FinishedExchange exchange, long epochMillis, Line line);

    void write(FinishedConnection connection, long epochMillis, Line line);
}
