package dev.windrose.http;

/** What the {@code Content-Type} of a message says (RFC 9110 §8.3). Allocates nothing. */
public final class ContentType {
    /** gRPC over HTTP/2; gRPC-Web is another type. */
    public static final String GRPC = "application/grpc";

    private ContentType() {}

    public static boolean isGrpc(Headers headers) {
        return is(headers, GRPC);
    }

    /** Whether a field's value, which nobody has checked yet, is that of gRPC. */
    public static boolean isGrpc(CharSequence value) {
        String text = value.toString();
        return text.regionMatches(true, 0, GRPC, 0, GRPC.length())
                && (text.length() == GRPC.length() || isEnd((byte) text.charAt(GRPC.length())));
    }

    /**
     * Whether the content is of a type, in whatever encoding a {@code +suffix} names and whatever parameters follow.
     *
     * @param lowerCase type and subtype, such as {@code application/grpc}
     */
    public static boolean is(Headers headers, String lowerCase) {
        int slot = headers.find(HeaderName.CONTENT_TYPE);
        if (slot < 0 || headers.valueLength(slot) < lowerCase.length()) {
            return false;
        }
        byte[] bytes = headers.array();
        int start = headers.valueStart(slot);
        for (int i = 0; i < lowerCase.length(); i++) {
            byte b = bytes[start + i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return headers.valueLength(slot) == lowerCase.length() || isEnd(bytes[start + lowerCase.length()]);
    }

    private static boolean isEnd(byte b) {
        return b == '+' || b == ';' || b == ' ' || b == '\t';
    }
}
