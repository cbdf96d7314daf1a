package dev.windrose.model.pem;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The little of DER (X.690) that wraps an old-style private key as PKCS#8 (RFC 5958), the only form the JDK reads. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameter. */
    private static final byte[] RSA = {OID, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};
    /** id-ecPublicKey (1.2.840.10045.2.1). */
    private static final byte[] EC = {OID, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private final byte[] bytes;
    private int at;

    private Der(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] pkcs8OfRsa(byte[] pkcs1) {
        return tagged(SEQUENCE, VERSION_0, tagged(SEQUENCE, RSA), tagged(OCTET_STRING, pkcs1));
    }

    /** Empty if the key does not name its curve. */
    static byte[] pkcs8OfEc(byte[] sec1) {
        byte[] curve = new Der(sec1).curve();
        return curve.length == 0
                ? curve
                : tagged(SEQUENCE, VERSION_0, tagged(SEQUENCE, EC, curve), tagged(OCTET_STRING, sec1));
    }

    /** ECPrivateKey ::= SEQUENCE { version, privateKey OCTET STRING, [0] curve OID, … }. */
    private byte[] curve() {
        if (enter(SEQUENCE) < 0) {
            return new byte[0];
        }
        skip(INTEGER);
        skip(OCTET_STRING);
        int length = enter(CURVE);
        if (length <= 0 || bytes[at] != OID) {
            return new byte[0];
        }
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    private void skip(int tag) {
        int length = enter(tag);
        at += Math.max(0, length);
    }

    /** Moves to the content of an element; its length, or -1 if something else stands there or it is cut off. */
    private int enter(int tag) {
        if (at < 0 || at + 2 > bytes.length || (bytes[at] & 0xff) != tag) {
            return -1;
        }
        int length = bytes[at + 1] & 0xff;
        at += 2;
        if (length >= 0x80) {
            int more = length & 0x7f;
            length = 0;
            for (int i = 0; i < more && i < 3 && at < bytes.length; i++) {
                length = (length << 8) | (bytes[at++] & 0xff);
            }
        }
        return at + length <= bytes.length ? length : -1;
    }

    /** With the length in the shortest form, as DER has it (section 10.1). */
    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
