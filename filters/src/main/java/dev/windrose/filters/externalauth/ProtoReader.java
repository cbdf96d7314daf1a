package dev.windrose.filters.externalauth;

import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message: {@link #next} to each field, then what the field holds; what nobody asks for is passed over. Throws {@link
 * IllegalArgumentException} for bytes that are no message.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_SHIFT = 63;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;
    private int valueStart;
    private int valueLength;
    private long number;

    ProtoReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    /** On to the next field; false after the last. */
    boolean next() {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        switch (type) {
            case VARINT -> number = varint();
            case FIXED64 -> value(Long.BYTES);
            case LENGTH_DELIMITED -> value(varint());
            case FIXED32 -> value(Integer.BYTES);
            default -> throw malformed();
        }
        return true;
    }

    private void value(long length) {
        if (length < 0 || length > end - at) {
            throw malformed();
        }
        valueStart = at;
        valueLength = (int) length;
        at += valueLength;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            if (at == end) {
                throw malformed();
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("protobuf message: (expected: well-formed)");
    }

    int field() {
        return field;
    }

    long number() {
        expect(VARINT);
        return number;
    }

    String string() {
        expect(LENGTH_DELIMITED);
        return new String(bytes, valueStart, valueLength, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        expect(LENGTH_DELIMITED);
        return java.util.Arrays.copyOfRange(bytes, valueStart, valueStart + valueLength);
    }

    ProtoReader message() {
        expect(LENGTH_DELIMITED);
        return new ProtoReader(bytes, valueStart, valueLength);
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw malformed();
        }
    }
}
