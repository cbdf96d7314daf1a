package dev.windrose.filter;

/** A message's body, whole. The bytes are not to be changed. */
public final class Content {
    public static final Content EMPTY = new Content(new byte[0]);

    private final byte[] bytes;

    private Content(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over. */
    public static Content of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Content(bytes);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    /** Its length: what it says may be secret. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
