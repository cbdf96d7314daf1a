package dev.windrose.dataplane.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Lines to a file, appended, or to standard output. */
public final class StreamSink implements Sink {
    private final @Nullable Path file;
    private OutputStream out;
    private volatile long failures;
    private volatile boolean reopen;

    private StreamSink(@Nullable Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** To the process's standard output, past any buffer of {@code System.out}. */
    public static StreamSink standardOutput() {
        return new StreamSink(null, new FileOutputStream(FileDescriptor.out));
    }

    /** To a file, made if absent. Throws {@link UncheckedIOException} if it cannot be opened. */
    public static StreamSink file(Path file) {
        try {
            return new StreamSink(file, open(file));
        } catch (IOException e) {
            throw new UncheckedIOException("access log: " + file + " (expected: a file that can be written)", e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            if (reopen && file != null) {
                reopen = false;
                OutputStream next = open(file);
                out.close();
                out = next;
            }
            out.write(bytes, offset, length);
        } catch (IOException _) {
            countFailure();
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException _) {
            countFailure();
        }
    }

    @Override
    public void reopen() {
        reopen = true;
    }

    @Override
    public long failures() {
        return failures;
    }

    /** Closes the file; standard output stays open. */
    @Override
    public void close() {
        flush();
        if (file == null) {
            return;
        }
        try {
            out.close();
        } catch (IOException _) {
            countFailure();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    private void countFailure() {
        failures++;
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
    }
}
