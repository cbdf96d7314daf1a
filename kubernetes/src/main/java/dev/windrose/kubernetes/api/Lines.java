package dev.windrose.kubernetes.api;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a stream of bytes into its lines. Not thread-safe. */
final class Lines {
    /** The API server's own limit of an object is 1.5 MB, a few times that with the fields it adds. */
    private static final int LONGEST = 16 * 1024 * 1024;

    private final Consumer<byte[]> onLine;
    private byte[] pending = new byte[4096];
    private int length;

    Lines(Consumer<byte[]> onLine) {
        this.onLine = onLine;
    }

    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                emit();
            } else {
                keep(next);
            }
        }
    }

    private void emit() {
        byte[] line = Arrays.copyOf(pending, length);
        length = 0;
        if (line.length > 0) {
            onLine.accept(line);
        }
    }

    private void keep(byte next) {
        if (length == LONGEST) {
            throw new IllegalStateException("line: longer than " + LONGEST + " bytes (expected: one object)");
        }
        if (length == pending.length) {
            pending = Arrays.copyOf(pending, length * 2);
        }
        pending[length++] = next;
    }
}
