package dev.windrose.dataplane.metrics;

import java.io.IOException;

/** Writes whole metric families when asked; called by one scrape at a time, on the scraper's thread. */
public interface Collector {
    void collect(TextWriter out) throws IOException;
}
