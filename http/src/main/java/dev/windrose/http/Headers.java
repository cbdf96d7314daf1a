package dev.windrose.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table of header fields over one growing byte array: a field is five numbers that point into it, so reading a message makes no object per
 * field and no String unless someone asks. Names are lower case. Order is kept; a field that was removed leaves an empty slot behind.
 *
 * <p>Loops go over slots: {@code for (int i = 0; i < headers.slots(); i++) if (headers.isLive(i)) …}.
 */
public final class Headers {
    private static final int HASH = 0;
    private static final int NAME_START = 1;
    private static final int NAME_LENGTH = 2;
    private static final int VALUE_START = 3;
    private static final int VALUE_LENGTH = 4;
    private static final int WIDTH = 5;
    private static final int REMOVED = -1;

    private byte[] bytes;
    private int used;
    private int[] fields;
    private int slots;
    private int live;
    /** A bit for each hash that was added: most names that are looked for are not there. */
    private long present;

    public Headers() {
        this(512, 24);
    }

    /** A table with room for so many bytes of names and values, and so many fields, before it grows. */
    public Headers(int byteCapacity, int fieldCapacity) {
        bytes = new byte[byteCapacity];
        fields = new int[fieldCapacity * WIDTH];
    }

    /** Forgets all fields and keeps the room. */
    public void clear() {
        used = 0;
        slots = 0;
        live = 0;
        present = 0;
    }

    /** The number of fields. */
    public int size() {
        return live;
    }

    public boolean isEmpty() {
        return live == 0;
    }

    /** The number of slots, live or not. */
    public int slots() {
        return slots;
    }

    public boolean isLive(int slot) {
        return fields[slot * WIDTH + NAME_LENGTH] != REMOVED;
    }

    // ---- reading

    /** The first slot of a name, or -1. */
    public int find(HeaderName name) {
        return findFrom(name, 0);
    }

    /** The first slot of a name at or after {@code slot}, or -1. */
    public int findFrom(HeaderName name, int slot) {
        int hash = name.hash();
        if ((present & 1L << hash) == 0) {
            return -1;
        }
        for (int at = slot * WIDTH; at < slots * WIDTH; at += WIDTH) {
            if (fields[at + HASH] == hash && name.matches(bytes, fields[at + NAME_START], fields[at + NAME_LENGTH])) {
                return at / WIDTH;
            }
        }
        return -1;
    }

    public boolean contains(HeaderName name) {
        return find(name) >= 0;
    }

    /** The value of the first field of a name, or null. */
    public @Nullable String first(HeaderName name) {
        int slot = find(name);
        return slot < 0 ? null : value(slot);
    }

    /** All values of a name joined by {@code ", "} (RFC 9110 §5.3), or null if there is none. */
    public @Nullable String joined(HeaderName name) {
        int slot = find(name);
        if (slot < 0) {
            return null;
        }
        String first = value(slot);
        int next = findFrom(name, slot + 1);
        if (next < 0) {
            return first;
        }
        StringBuilder all = new StringBuilder(first);
        for (; next >= 0; next = findFrom(name, next + 1)) {
            all.append(", ").append(value(next));
        }
        return all.toString();
    }

    public String name(int slot) {
        int at = slot * WIDTH;
        return new String(bytes, fields[at + NAME_START], fields[at + NAME_LENGTH], StandardCharsets.ISO_8859_1);
    }

    public String value(int slot) {
        int at = slot * WIDTH;
        return new String(bytes, fields[at + VALUE_START], fields[at + VALUE_LENGTH], StandardCharsets.ISO_8859_1);
    }

    public boolean nameIs(int slot, HeaderName name) {
        int at = slot * WIDTH;
        return fields[at + HASH] == name.hash()
                && name.matches(bytes, fields[at + NAME_START], fields[at + NAME_LENGTH]);
    }

    /** Whether a value equals lower-case ASCII text, ignoring case. */
    public boolean valueEqualsIgnoreCase(int slot, String lowerCase) {
        int start = valueStart(slot);
        if (valueLength(slot) != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Ascii.toLower(bytes[start + i]) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The array behind the table, for encoders and matchers; not to be changed, and valid until the next change of the table. */
    public byte[] array() {
        return bytes;
    }

    public int nameStart(int slot) {
        return fields[slot * WIDTH + NAME_START];
    }

    public int nameLength(int slot) {
        return fields[slot * WIDTH + NAME_LENGTH];
    }

    public int valueStart(int slot) {
        return fields[slot * WIDTH + VALUE_START];
    }

    public int valueLength(int slot) {
        return fields[slot * WIDTH + VALUE_LENGTH];
    }

    // ---- changing

    /** Adds a field. The value is ISO 8859-1. Throws {@link IllegalArgumentException} for a value with control characters. */
    public void add(HeaderName name, String value) {
        int length = value.length();
        int start = room(name.bytes().length + length);
        System.arraycopy(name.bytes(), 0, bytes, start, name.bytes().length);
        int valueStart = start + name.bytes().length;
        for (int i = 0; i < length; i++) {
            byte b = (byte) value.charAt(i);
            if (value.charAt(i) > 255 || !Ascii.isValueByte(b)) {
                throw new IllegalArgumentException(name + ": (expected: a value without control characters)");
            }
            bytes[valueStart + i] = b;
        }
        used = valueStart + length;
        append(name.hash(), start, name.bytes().length, valueStart, length);
    }

    /** Adds a field whose value's bytes are known to be valid (RFC 9110 §5.5). */
    public void add(HeaderName name, byte[] value, int valueFrom, int length) {
        int start = room(name.bytes().length + length);
        System.arraycopy(name.bytes(), 0, bytes, start, name.bytes().length);
        int valueStart = start + name.bytes().length;
        System.arraycopy(value, valueFrom, bytes, valueStart, length);
        used = valueStart + length;
        append(name.hash(), start, name.bytes().length, valueStart, length);
    }

    /** Adds a field whose value of so many valid bytes the caller writes into {@link #array()}, from the returned index on. */
    public int add(HeaderName name, int valueLength) {
        int start = room(name.bytes().length + valueLength);
        System.arraycopy(name.bytes(), 0, bytes, start, name.bytes().length);
        int valueStart = start + name.bytes().length;
        used = valueStart + valueLength;
        append(name.hash(), start, name.bytes().length, valueStart, valueLength);
        return valueStart;
    }

    /** Replaces all fields of a name by one. */
    public void set(HeaderName name, String value) {
        remove(name);
        add(name, value);
    }

    /** Removes all fields of a name. */
    public void remove(HeaderName name) {
        for (int slot = find(name); slot >= 0; slot = findFrom(name, slot + 1)) {
            removeSlot(slot);
        }
    }

    public void removeSlot(int slot) {
        fields[slot * WIDTH + HASH] = 0;
        fields[slot * WIDTH + NAME_LENGTH] = REMOVED;
        live--;
    }

    /** Makes this table a copy of another. */
    public void copyFrom(Headers other) {
        if (bytes.length < other.used) {
            bytes = new byte[other.bytes.length];
        }
        System.arraycopy(other.bytes, 0, bytes, 0, other.used);
        if (fields.length < other.slots * WIDTH) {
            fields = new int[other.fields.length];
        }
        System.arraycopy(other.fields, 0, fields, 0, other.slots * WIDTH);
        used = other.used;
        slots = other.slots;
        live = other.live;
        present = other.present;
    }

    // ---- for decoders

    /**
     * Makes room for raw bytes and returns where in {@link #array()} they are to be written; follow with {@link #field} for each field within.
     * Used by decoders that copy a message's head once.
     */
    public int claim(int length) {
        int start = room(length);
        used = start + length;
        return start;
    }

    /** Adds a field whose name (a valid token of any case, made lower case here) and value already lie in {@link #array()}. */
    public void field(int nameStart, int nameLength, int valueStart, int valueLength) {
        int hash = nameLength;
        for (int i = nameStart; i < nameStart + nameLength; i++) {
            byte lower = Ascii.toLower(bytes[i]);
            bytes[i] = lower;
            hash = 31 * hash + lower;
        }
        append(hash, nameStart, nameLength, valueStart, valueLength);
    }

    private int room(int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + length, bytes.length * 2));
        }
        return used;
    }

    private void append(int hash, int nameStart, int nameLength, int valueStart, int valueLength) {
        int at = slots * WIDTH;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, Math.max(8 * WIDTH, at * 2));
        }
        fields[at + HASH] = hash;
        fields[at + NAME_START] = nameStart;
        fields[at + NAME_LENGTH] = nameLength;
        fields[at + VALUE_START] = valueStart;
        fields[at + VALUE_LENGTH] = valueLength;
        slots++;
        live++;
        present |= 1L << hash;
    }

    /** Names and values for a debugger; never logged, since values may be secrets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < slots; i++) {
            if (isLive(i)) {
                text.append(text.length() > 1 ? ", " : "").append(name(i));
            }
        }
        return text.append(']').toString();
    }
}
