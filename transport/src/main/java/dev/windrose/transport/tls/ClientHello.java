package dev.windrose.transport.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientHello (RFC 8446 §4.1.2) says about the certificate to present.
 *
 * @param serverName lower case; null without
 * @param ecdsa whether the client can verify ECDSA certificates
 */
public record ClientHello(@Nullable String serverName, boolean ecdsa) {
    static final ClientHello NONE = new ClientHello(null, false);

    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int FIXED_PART = 2 + 32;

    /**
     * Reads a ClientHello message, without its 4 bytes of handshake header; the buffer's indexes are left alone. Throws
     * {@link IndexOutOfBoundsException} if lengths do not fit, or the server name comes twice (RFC 8446 §4.2), which two readers could take for two names.
     */
    public static ClientHello read(ByteBuf message) {
        ByteBuf in = message.slice();
        in.skipBytes(FIXED_PART);
        in.skipBytes(in.readUnsignedByte());
        in.skipBytes(in.readUnsignedShort());
        in.skipBytes(in.readUnsignedByte());
        if (!in.isReadable()) {
            return NONE;
        }
        ByteBuf extensions = in.readSlice(in.readUnsignedShort());
        String name = null;
        boolean named = false;
        boolean ecdsa = false;
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME) {
                if (named) {
                    throw new IndexOutOfBoundsException("two server_name extensions");
                }
                named = true;
                name = serverName(extension);
            } else if (type == SIGNATURE_ALGORITHMS) {
                ecdsa = anyEcdsa(extension);
            }
        }
        return new ClientHello(name, ecdsa);
    }

    /** RFC 6066 §3: the one entry of type host_name. A name with other than host characters counts as none. */
    private static @Nullable String serverName(ByteBuf extension) {
        ByteBuf list = extension.readSlice(extension.readUnsignedShort());
        while (list.isReadable()) {
            int type = list.readUnsignedByte();
            ByteBuf name = list.readSlice(list.readUnsignedShort());
            if (type == 0) {
                String text = name.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                return isHostName(text) ? text : null;
            }
        }
        return null;
    }

    private static boolean isHostName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 255;
    }

    /** Schemes with ECDSA: 0x0403, 0x0503, 0x0603 (RFC 8446 §4.2.3). */
    private static boolean anyEcdsa(ByteBuf extension) {
        ByteBuf schemes = extension.readSlice(extension.readUnsignedShort());
        while (schemes.isReadable(2)) {
            int scheme = schemes.readUnsignedShort();
            if ((scheme & 0xff) == 3 && scheme >= 0x0403 && scheme <= 0x0603) {
                return true;
            }
        }
        return false;
    }
}
