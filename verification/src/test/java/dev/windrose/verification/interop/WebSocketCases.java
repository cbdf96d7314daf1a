package dev.windrose.verification.interop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client may send on a WebSocket (RFC 6455), right and wrong: the groups of the Autobahn suite in a short form. A case is the pieces it
 * is sent in; after each the server ends the connection, because of a Close frame or of a mistake.
 */
final class WebSocketCases {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final Map<String, List<byte[]>> cases = new LinkedHashMap<>();

    private WebSocketCases() {}

    static Map<String, List<byte[]>> all() {
        WebSocketCases all = new WebSocketCases();
        all.sizes();
        all.pings();
        all.reserved();
        all.fragments();
        all.texts();
        all.closes();
        all.volumes();
        return all.cases;
    }

    private void sizes() {
        for (int size : new int[] {0, 125, 126, 127, 128, 65_535, 65_536}) {
            add("text of " + size, frame(FIN | TEXT, text(size)), close(1000));
            add("binary of " + size, frame(FIN | BINARY, new byte[size]), close(1000));
        }
        add("text in pieces of 997 octets", chopped(frame(FIN | TEXT, text(65_536)), 997, close(1000)));
        add("text octet by octet", chopped(frame(FIN | TEXT, text(300)), 1, close(1000)));
    }

    private void pings() {
        add("ping", frame(FIN | PING, new byte[0]), close(1000));
        add("ping with a payload", frame(FIN | PING, text(125)), close(1000));
        add("ping that is too long", frame(FIN | PING, text(126)));
        add("pong unasked", frame(FIN | PONG, text(5)), frame(FIN | PING, text(3)), close(1000));
        add("ten pings at once", join(repeat(10, frame(FIN | PING, text(7)))), close(1000));
        add("ping octet by octet", chopped(frame(FIN | PING, text(125)), 1, close(1000)));
    }

    private void reserved() {
        for (int bit : new int[] {0x40, 0x20, 0x10, 0x70}) {
            add("reserved bits " + bit, frame(FIN | TEXT, text(5)), frame(FIN | TEXT | bit, text(5)));
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            add("reserved opcode " + opcode, frame(FIN | TEXT, text(5)), frame(FIN | opcode, text(5)));
        }
        add("without a mask", new byte[] {(byte) (FIN | TEXT), 1, 'a'});
    }

    private void fragments() {
        add("two fragments", frame(TEXT, text(9)), frame(FIN, text(11)), close(1000));
        add(
                "a ping between fragments",
                frame(TEXT, text(9)),
                frame(FIN | PING, text(3)),
                frame(FIN, text(2)),
                close(1000));
        add("fragments in one piece", join(frame(TEXT, text(9)), frame(0, text(4)), frame(FIN, text(2))), close(1000));
        add("a fragmented ping", frame(PING, text(3)), frame(FIN, text(3)));
        add("an end without a beginning", frame(FIN, text(3)));
        add("a beginning within a message", frame(TEXT, text(3)), frame(FIN | TEXT, text(3)));
        add("empty fragments", frame(TEXT, text(0)), frame(0, text(0)), frame(FIN, text(0)), close(1000));
    }

    private void texts() {
        byte[] greek = "κόσμε \uD83D\uDE00 ÿ".getBytes(StandardCharsets.UTF_8);
        add("valid UTF-8", frame(FIN | TEXT, greek), close(1000));
        add(
                "a character across fragments",
                frame(TEXT, Arrays.copyOf(greek, 3)),
                frame(FIN, tail(greek, 3)),
                close(1000));
        add("invalid UTF-8", frame(FIN | TEXT, bytes(0xce, 0xba, 0xed, 0xa0, 0x80, 0x65)));
        add("an overlong encoding", frame(FIN | TEXT, bytes(0xc0, 0xaf)));
        add("invalid UTF-8 in a fragment", frame(TEXT, greek), frame(0, bytes(0xf4, 0x90, 0x80, 0x80)));
    }

    private void closes() {
        add("close", frame(FIN | CLOSE, new byte[0]));
        add("close with a reason", frame(FIN | CLOSE, join(bytes(0x03, 0xe8), text(123))));
        add("close with half a code", frame(FIN | CLOSE, bytes(0x03)));
        add("close that is too long", frame(FIN | CLOSE, join(bytes(0x03, 0xe8), text(124))));
        add("close with a reason that is no text", frame(FIN | CLOSE, bytes(0x03, 0xe8, 0xce, 0xba, 0xed, 0xa0)));
        for (int code :
                new int[] {0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1016, 2999, 3000, 4999, 5000}) {
            add("close by " + code, frame(FIN | TEXT, text(4)), close(code));
        }
    }

    private void volumes() {
        add("a message of 4 MiB", frame(FIN | BINARY, new byte[4 << 20]), close(1000));
        List<byte[]> parts = new ArrayList<>();
        parts.add(frame(BINARY, new byte[64 << 10]));
        parts.addAll(Arrays.asList(repeat(62, frame(0, new byte[64 << 10]))));
        parts.add(frame(FIN, new byte[64 << 10]));
        parts.add(close(1000));
        cases.put("4 MiB in fragments of 64 KiB", parts);
        add("a thousand messages", join(repeat(1000, frame(FIN | TEXT, text(64)))), close(1000));
    }

    private void add(String name, byte[]... pieces) {
        cases.put(name, List.of(pieces));
    }

    private static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static byte[] close(int code) {
        return frame(FIN | CLOSE, bytes(code >> 8, code));
    }

    private static byte[][] chopped(byte[] whole, int size, byte[] last) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < whole.length; at += size) {
            pieces.add(Arrays.copyOfRange(whole, at, Math.min(whole.length, at + size)));
        }
        pieces.add(last);
        return pieces.toArray(new byte[0][]);
    }

    private static byte[][] repeat(int times, byte[] each) {
        byte[][] all = new byte[times][];
        Arrays.fill(all, each);
        return all;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] tail(byte[] whole, int from) {
        return Arrays.copyOfRange(whole, from, whole.length);
    }

    private static byte[] text(int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) ('a' + i % 26);
        }
        return text;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
