package dev.windrose.dataplane.accesslog;

/** Where lines go. Used by one thread at a time; a failure to write loses the bytes and is counted, it is never thrown. */
public interface Sink extends AutoCloseable {
    void write(byte[] bytes, int offset, int length);

    /** Hands buffered bytes to the system. */
    void flush();

    /** Opens the file again by its name, after something has moved it away. From any thread. */
    void reopen();

    /** How many writes failed. From any thread. */
    long failures();

    @Override
    void close();
}
