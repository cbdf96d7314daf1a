package dev.windrose.dataplane.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the Prometheus text exposition format, version 0.0.4, as it goes: nothing but one small buffer is held. Not thread-safe. */
public final class TextWriter {
    /** The media type of what is written. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int BUFFER = 8192;

    private final OutputStream out;
    private final StringBuilder buffer = new StringBuilder(BUFFER + 512);

    public TextWriter(OutputStream out) {
        this.out = out;
    }

    /** Opens a family; its samples follow. {@code type} is counter, gauge or histogram. */
    public void family(String name, String type, String help) throws IOException {
        buffer.append("# HELP ").append(name).append(' ');
        escape(help, false);
        buffer.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        spill();
    }

    /** Opens a sample; label pairs and then a value follow. */
    public TextWriter sample(String name) {
        buffer.append(name);
        return this;
    }

    /** Adds a label to the open sample. */
    public TextWriter label(String name, String value) {
        char last = buffer.charAt(buffer.length() - 1);
        if (last == '}') {
            buffer.setCharAt(buffer.length() - 1, ',');
        } else {
            buffer.append('{');
        }
        buffer.append(name).append("=\"");
        escape(value, true);
        buffer.append("\"}");
        return this;
    }

    TextWriter labels(Labels labels) {
        for (int i = 0; i < labels.pairs().size(); i += 2) {
            label(labels.pairs().get(i), labels.pairs().get(i + 1));
        }
        return this;
    }

    /** Ends the sample. */
    public void value(long value) throws IOException {
        buffer.append(' ').append(value).append('\n');
        spill();
    }

    /** Ends the sample with a time that is given in nanoseconds and told in seconds, the unit of all Prometheus times. */
    public void seconds(long nanos) throws IOException {
        buffer.append(' ').append(nanos / 1e9).append('\n');
        spill();
    }

    public void flush() throws IOException {
        out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
        buffer.setLength(0);
        out.flush();
    }

    private void spill() throws IOException {
        if (buffer.length() >= BUFFER) {
            out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
            buffer.setLength(0);
        }
    }

    /** Backslash and newline are escaped everywhere, the quote in label values only. */
    private void escape(String text, boolean quote) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                buffer.append("\\\\");
            } else if (c == '\n') {
                buffer.append("\\n");
            } else if (c == '"' && quote) {
                buffer.append("\\\"");
            } else {
                buffer.append(c);
            }
        }
    }
}
