package dev.windrose.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a ClientHello together from a connection's first bytes, however they are cut into records (RFC 8446 §5.1) and reads. The bytes are only looked
 * at, since they go on to whoever is chosen by what they say. For one connection.
 */
public final class HelloReader {
    /** Most that a ClientHello may have; one with post-quantum key shares has 2 KiB. */
    public static final int MAX_MESSAGE = 16 * 1024;
    /** With the heads of records: tiny records make much of little. */
    public static final int MAX_BYTES = 2 * MAX_MESSAGE;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MAJOR_VERSION = 3;
    private static final int RECORD_HEAD = 5;
    private static final int MESSAGE_HEAD = 4;
    private static final int MAX_RECORD = 16 * 1024;

    private byte[] message = {};
    private int length;
    /** Bytes of whole records that have been taken in. */
    private int taken;

    private @Nullable ClientHello hello;

    /** How far a connection's beginning has come. */
    public enum Progress {
        /** More bytes are needed. */
        OPEN,
        /** {@link #hello} is there. */
        WHOLE,
        /** This is no TLS, or nothing that an implementation of it sends. */
        FOREIGN
    }

    /** Looks at {@code all} bytes so far, those of earlier calls included; the buffer's indexes are left alone. Not after it has said other than OPEN. */
    public Progress read(ByteBuf all) {
        Progress progress = Progress.OPEN;
        while (progress == Progress.OPEN) {
            int at = all.readerIndex() + taken;
            int left = all.writerIndex() - at;
            if (!isHandshake(all, at, left)) {
                return Progress.FOREIGN;
            }
            int size = left < RECORD_HEAD ? 0 : all.getUnsignedShort(at + 3);
            if (left < RECORD_HEAD + size || left < RECORD_HEAD) {
                return all.readableBytes() > MAX_BYTES ? Progress.FOREIGN : Progress.OPEN;
            }
            taken += RECORD_HEAD + size;
            progress = add(all, at + RECORD_HEAD, size);
        }
        return progress;
    }

    /** What was read. */
    public ClientHello hello() {
        return Objects.requireNonNull(hello);
    }

    /** As far as the head of a record has come; empty records are forbidden. */
    private static boolean isHandshake(ByteBuf all, int at, int left) {
        if ((left >= 1 && all.getByte(at) != HANDSHAKE) || (left >= 2 && all.getByte(at + 1) != MAJOR_VERSION)) {
            return false;
        }
        int size = left < RECORD_HEAD ? 1 : all.getUnsignedShort(at + 3);
        return size > 0 && size <= MAX_RECORD;
    }

    private Progress add(ByteBuf all, int at, int size) {
        if (length + size > message.length) {
            message = Arrays.copyOf(message, Math.max(length + size, 2 * message.length));
        }
        all.getBytes(at, message, length, size);
        length += size;
        ByteBuf known = Unpooled.wrappedBuffer(message, 0, length);
        if (known.getByte(0) != CLIENT_HELLO) {
            return Progress.FOREIGN;
        }
        if (length < MESSAGE_HEAD) {
            return Progress.OPEN;
        }
        int declared = known.getUnsignedMedium(1);
        if (declared > MAX_MESSAGE) {
            return Progress.FOREIGN;
        }
        return length < MESSAGE_HEAD + declared ? Progress.OPEN : parse(known.slice(MESSAGE_HEAD, declared));
    }

    private Progress parse(ByteBuf body) {
        try {
            hello = ClientHello.read(body);
            return Progress.WHOLE;
        } catch (IndexOutOfBoundsException e) {
            return Progress.FOREIGN;
        }
    }
}
